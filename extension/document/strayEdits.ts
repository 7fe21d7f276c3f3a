import { containsAll } from '../../client/binding/attribution.ts';
import type { RequestedReplace } from '../../client/ports.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';

/** An edit that VS Code was asked for and has not answered. */
export interface UnansweredEdit {
  /** Of the text that it was meant for: VS Code makes it in no other version. */
  readonly version: number;
  readonly replaces: readonly RequestedReplace[];
  /** Whether it was made. Its change event comes before. */
  readonly answer: Promise<boolean>;
}

/**
 * Edits that were meant for a document which another one of its URI has replaced. VS Code finds a document by its URI,
 * and a document opened anew has the same versions as the one before: so it may make such an edit in the new one, whose
 * text is led to the room's anyway. Taken for typing, it would be in the room twice.
 */
export class StrayEdits {
  readonly #expected = new Set<UnansweredEdit>();
  /** Versions that may have been made by one of them; the answer tells. */
  readonly #doubtful = new Set<number>();
  readonly #onVerdict: (version: number, isStray: boolean) => void;

  /** `onVerdict` follows every change that may be one of them. */
  constructor(onVerdict: (version: number, isStray: boolean) => void) {
    this.#onVerdict = onVerdict;
  }

  get unanswered(): readonly UnansweredEdit[] {
    return [...this.#expected];
  }

  expect(edits: readonly UnansweredEdit[]): void {
    for (const edit of edits) {
      this.#expected.add(edit);
      const over = (): void => void this.#expected.delete(edit);
      edit.answer.then(over, over);
    }
  }

  /** The text has changed, which made this version. True where one of the edits may have done it: a verdict follows. */
  textChanged(version: number, changes: readonly TextReplace[]): boolean {
    const edit = this.unanswered.find(
      (each) => each.version + 1 === version && containsAll(changes, each.replaces),
    );
    if (edit === undefined) return false;
    this.#expected.delete(edit);
    this.#doubtful.add(version);
    edit.answer.then(
      (isMade) => this.#conclude(version, isMade),
      () => this.#conclude(version, false),
    );
    return true;
  }

  /** The document goes away, maybe before an answer. */
  settle(): void {
    for (const version of this.#doubtful) this.#conclude(version, true);
  }

  #conclude(version: number, isStray: boolean): void {
    if (this.#doubtful.delete(version)) this.#onVerdict(version, isStray);
  }
}
