import type { Clock } from '../ports.ts';

/** Runs a task soon after it is asked for, but no more often than every `intervalMs`; the last request is never lost. */
export class Pace {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #task: () => void;
  #cancel: (() => void) | undefined;
  #ranAtMs = -Infinity;

  constructor(clock: Clock, intervalMs: number, task: () => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#task = task;
  }

  ask(): void {
    // A clock that was set back must not make anybody wait until it has caught up.
    const passedMs = Math.max(0, this.#clock.now() - this.#ranAtMs);
    const wait = Math.max(0, this.#intervalMs - passedMs);
    this.#cancel ??= this.#clock.after(wait, () => {
      this.#cancel = undefined;
      this.#ranAtMs = this.#clock.now();
      this.#task();
    });
  }

  dispose(): void {
    this.#cancel?.();
    // Whoever asks now asks for nothing.
    this.#cancel = () => undefined;
  }
}
