/**
 * A set checker as Jepsen has it: every token is unique, so a text tells what became of each. Written down is what
 * people have done and what they were promised; afterwards nothing may be lost, doubled or brought back.
 */
export class TokenLedger {
  readonly #promised = new Set<string>();
  readonly #invoked = new Set<string>();
  readonly #deleted = new Set<string>();
  readonly #deletionPromised = new Set<string>();
  #made = 0;

  /** A token that nobody has used. */
  newToken(person: string): string {
    const token = `<${person}.${this.#made++}>`;
    this.#invoked.add(token);
    return token;
  }

  /** Somebody who saw it has deleted it. */
  wasDeleted(token: string): void {
    this.#deleted.add(token);
  }

  /** The relay has acknowledged it. */
  wasPromised(token: string): void {
    this.#promised.add(token);
  }

  /** The relay has acknowledged its deletion. */
  deletionWasPromised(token: string): void {
    this.#deletionPromised.add(token);
  }

  get counts(): { readonly invoked: number; readonly deleted: number } {
    return { invoked: this.#invoked.size, deleted: this.#deleted.size };
  }

  /** Holds a text against what was promised; `isComplete` when everybody has come back and handed in what they had. */
  check(text: string, isComplete: boolean): LedgerVerdict {
    const found: readonly string[] = text.match(/<[^<>]*>/g) ?? [];
    const present = new Set(found);
    const expected = isComplete ? this.#invoked : this.#promised;
    return {
      lost: [...expected].filter((token) => !present.has(token) && !this.#deleted.has(token)),
      doubled: [...present].filter((token) => found.indexOf(token) !== found.lastIndexOf(token)),
      revived: [...(isComplete ? this.#deleted : this.#deletionPromised)].filter((token) =>
        present.has(token),
      ),
      foreign: text.replace(/<[^<>]*>/g, ''),
    };
  }
}

export interface LedgerVerdict {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly revived: readonly string[];
  /** What nobody has typed: parts of tokens. */
  readonly foreign: string;
}

export const NOTHING_WRONG: LedgerVerdict = { lost: [], doubled: [], revived: [], foreign: '' };
