import type { ControlMessage } from '../../shared/protocol/control.ts';

/** Why edits may not be stored at the moment. */
export type SavingTrouble = 'rows wait' | 'database';

/** What a room tells of edits that are not stored: once when it begins, once when it is over, and to whoever comes. */
export class SavingNotice {
  readonly #troubles = new Set<SavingTrouble>();
  readonly #onChange: (current: ControlMessage | undefined) => void;

  constructor(onChange: (current: ControlMessage | undefined) => void) {
    this.#onChange = onChange;
  }

  /** What whoever comes has to know; undefined while all is stored. */
  get current(): ControlMessage | undefined {
    return this.#troubles.size === 0 ? undefined : NOT_SAVED;
  }

  /** True when that is news. */
  set(trouble: SavingTrouble, isThere: boolean): boolean {
    if (this.#troubles.has(trouble) === isThere) return false;
    const before = this.current;
    if (isThere) this.#troubles.add(trouble);
    else this.#troubles.delete(trouble);
    if (this.current !== before) this.#onChange(this.current);
    return true;
  }
}

const NOT_SAVED = {
  kind: 'notice',
  code: 'not_saved',
  message:
    'The relay cannot store edits right now, but it keeps trying. Keep your window open until they are stored.',
} as const;
