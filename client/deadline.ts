import type { Clock } from './ports.ts';

/** A time in the future, until which something works differently. */
export class Deadline {
  readonly #clock: Pick<Clock, 'now'>;
  #at: number | undefined;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** True until the time is over. */
  get isAhead(): boolean {
    return this.#at !== undefined && this.#clock.now() < this.#at;
  }

  /** True from `set` to `clear`, even after the time is over. */
  get isSet(): boolean {
    return this.#at !== undefined;
  }

  set(afterMs: number): void {
    this.#at = this.#clock.now() + afterMs;
  }

  clear(): void {
    this.#at = undefined;
  }
}
