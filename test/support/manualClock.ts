import type { Clock } from '../../client/ports.ts';

interface Timer {
  readonly due: number;
  readonly task: () => void;
}

/** Time that stands still until the test moves it. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  steady(): number {
    return this.#now;
  }

  soon(task: () => void): void {
    this.after(0, task);
  }

  after(ms: number, task: () => void): () => void {
    const timer = { due: this.#now + ms, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves time on, running what falls due in order, also what that starts. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = next.due;
      next.task();
    }
    this.#now = until;
  }

  /** Timers that have not run. */
  get pending(): number {
    return this.#timers.size;
  }
}
