import type { Account } from './ledger.ts';

export interface RationedParts<T> {
  readonly make: () => Promise<T>;
  /** Each time that something is made costs one of its `checks`. */
  readonly account: Account;
  /** Runs `task` after so many milliseconds. */
  readonly after: (ms: number, task: () => void) => unknown;
}

/**
 * Something that costs as much whoever asks for it. While few ask, each is given one of their own; of those who ask
 * often, many wait for the same. What anybody gets was made after they asked.
 */
export class Rationed<T> {
  readonly #parts: RationedParts<T>;
  #next: Promise<T> | undefined;

  constructor(parts: RationedParts<T>) {
    this.#parts = parts;
  }

  /** Rejects as `make` does. */
  ask(): Promise<T> {
    if (this.#next !== undefined) return this.#next;
    const { make, account, after } = this.#parts;
    const waitMs = account.charge('checks', 1);
    if (waitMs === 0) return make();
    this.#next = new Promise((resolve) => {
      after(waitMs, () => {
        this.#next = undefined;
        resolve(make());
      });
    });
    return this.#next;
  }
}
