/** Whatever runs a task later: a clock. */
interface Timers {
  /** Runs `task` once `ms` have passed; the result cancels it. */
  after(ms: number, task: () => void): () => void;
}

/**
 * A place for one timer, so that none is forgotten.
 *
 * There is at most one: setting it anew replaces the one that runs. Whoever owns the slot disposes of it, which cancels
 * the timer; after that none is set any more.
 */
export class TimerSlot {
  readonly #timers: Timers;
  #cancel: (() => void) | undefined;
  #isDisposed = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** True until the timer fires or is cancelled. When its task runs, it is false already. */
  get isSet(): boolean {
    return this.#cancel !== undefined;
  }

  /** Runs `task` once `ms` have passed, in place of what was to run. */
  set(ms: number, task: () => void): void {
    this.cancel();
    if (this.#isDisposed) return;
    this.#cancel = this.#timers.after(ms, () => {
      this.#cancel = undefined;
      task();
    });
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  dispose(): void {
    this.cancel();
    this.#isDisposed = true;
  }
}
