import type { Clock } from '../../client/ports.ts';

/** Time that moves only when a test takes the next task, so that a randomised test decides what runs when. */
export class StepClock implements Clock {
  #nowMs = 1_000_000;
  #soon: (() => void)[] = [];
  #timers: { readonly dueMs: number; readonly task: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  soon(task: () => void): void {
    this.#soon.push(task);
  }

  after(ms: number, task: () => void): () => void {
    const timer = { dueMs: this.#nowMs + ms, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Runs the oldest task that was to run soon. False when there is none. */
  runSoon(): boolean {
    const task = this.#soon.shift();
    task?.();
    return task !== undefined;
  }

  /** Moves on to the timer that is due first. False when there is none. */
  runTimer(): boolean {
    const next = this.#timers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
    if (!next) return false;
    this.#timers = this.#timers.filter((other) => other !== next);
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.task();
    return true;
  }

  get isEmpty(): boolean {
    return this.#soon.length === 0 && this.#timers.length === 0;
  }
}
