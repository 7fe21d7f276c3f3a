/** Shorter, and windows that lost one relay at one moment would all be back in the same tick. */
const SHORTEST_DELAY_MS = 500;

/** The first attempt waits at most this long, so that a short break passes unnoticed; each one doubles it. */
const FIRST_LIMIT_MS = 2_000;

/** A relay that comes back after long gets its windows spread over this. */
const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait before each attempt, for ever: a random part of a limit that doubles, so that the windows of a relay
 * that was restarted come back spread out and not in waves.
 */
export class RetryDelays {
  readonly #random: () => number;
  #attempts = 0;

  /** `random` gives numbers from 0 up to 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** For the attempt after the one that has failed, in milliseconds. */
  next(): number {
    const limit = Math.min(LONGEST_DELAY_MS, FIRST_LIMIT_MS * 2 ** Math.min(this.#attempts, 16));
    this.#attempts++;
    return SHORTEST_DELAY_MS + this.#random() * (limit - SHORTEST_DELAY_MS);
  }

  /** A connection did useful work: the next loss begins with short delays again. */
  succeeded(): void {
    this.#attempts = 0;
  }
}
