import { TimerSlot } from '../../shared/timerSlot.ts';
import type { Clock } from '../ports.ts';

/** Runs a task soon after a request, but at most every `intervalMs`. The last request is never lost. */
export class Pace {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #task: () => void;
  readonly #next: TimerSlot;
  #ranAtMs = -Infinity;
  #restMs = 0;

  constructor(clock: Clock, intervalMs: number, task: () => void) {
    this.#clock = clock;
    this.#next = new TimerSlot(clock);
    this.#intervalMs = intervalMs;
    this.#task = task;
  }

  ask(): void {
    if (this.#next.isSet) return;
    // If somebody sets the clock back, nobody must wait until it catches up.
    const passedMs = Math.max(0, this.#clock.now() - this.#ranAtMs);
    const wait = Math.max(0, this.#intervalMs - passedMs, this.#restMs - passedMs);
    this.#next.set(wait, () => {
      this.#ranAtMs = this.#clock.now();
      this.#restMs = 0;
      this.#task();
    });
  }

  /** The last run was expensive. The next one waits until `ms` after it, if that is longer. */
  rest(ms: number): void {
    this.#restMs = ms;
    if (!this.#next.isSet) return;
    this.#next.cancel();
    this.ask();
  }

  dispose(): void {
    this.#next.dispose();
  }
}
