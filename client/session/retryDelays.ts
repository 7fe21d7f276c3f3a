/**
 * With a shorter delay, windows that lost one relay at the same moment would all come back in the same tick.
 */
const SHORTEST_DELAY_MS = 500;

/**
 * The first attempt waits at most this long, so that nobody notices a short break. Each attempt doubles it.
 */
const FIRST_LIMIT_MS = 2_000;

/** When a relay comes back after a long time, its windows return spread over this time. */
const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait before each attempt. Each delay is a random part of a limit that doubles, so that after a
 * restart of the relay its windows come back spread out and not in waves. The attempts never end.
 */
export class RetryDelays {
  readonly #random: () => number;
  #attempts = 0;

  /** `random` gives numbers from 0 up to 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The delay before the next attempt after a failure, in milliseconds. */
  next(): number {
    const limit = Math.min(LONGEST_DELAY_MS, FIRST_LIMIT_MS * 2 ** Math.min(this.#attempts, 16));
    this.#attempts++;
    return SHORTEST_DELAY_MS + this.#random() * (limit - SHORTEST_DELAY_MS);
  }

  /** A connection did useful work, so the next loss begins with short delays again. */
  succeeded(): void {
    this.#attempts = 0;
  }
}
