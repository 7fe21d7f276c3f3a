import type { Clock } from '../../../client/ports.ts';
import type { SeededRandom } from '../seed.ts';

/** Messages one way between two sides: they take a while, and arrive in the order in which they were sent. */
export class Lane {
  readonly #clock: Clock;
  readonly #delayMs: () => number;
  #lastAtMs = 0;
  #isCut = false;
  #waiting = 0;

  constructor(clock: Clock, delayMs: () => number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  /** How many messages are on their way. */
  get waiting(): number {
    return this.#waiting;
  }

  send(deliver: () => void): void {
    if (this.#isCut) return;
    const atMs = Math.max(this.#lastAtMs, this.#clock.now() + this.#delayMs());
    this.#lastAtMs = atMs;
    this.#waiting++;
    this.#clock.after(atMs - this.#clock.now(), () => {
      this.#waiting--;
      if (!this.#isCut) deliver();
    });
  }

  /** What is on its way is lost, and nothing is sent any more. */
  cut(): void {
    this.#isCut = true;
  }
}

/** Mostly a few milliseconds, and sometimes so long that other things come between. */
export function delayOf(random: SeededRandom): number {
  return random.chance(0.05) ? random.int(80) : 1 + random.int(6);
}
