/** Whatever runs a task later: a clock. */
interface Timers {
  /** Runs `task` once `ms` have passed. The result cancels it. */
  after(ms: number, task: () => void): () => void;
}

/**
 * A place for one timer, so that none is forgotten.
 *
 * There is at most one: setting it again replaces the running one. The owner disposes of the slot, which
 * cancels the timer. After that, it sets no more timers.
 */
export class TimerSlot {
  readonly #timers: Timers;
  #cancel: (() => void) | undefined;
  #isDisposed = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** True until the timer fires or is canceled. It is already false when the task runs. */
  get isSet(): boolean {
    return this.#cancel !== undefined;
  }

  /** Runs `task` once `ms` have passed, instead of the task set before. */
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
