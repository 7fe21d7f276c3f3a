import type { Clock } from '../ports.ts';

/** Shorter, and windows that lost one relay at one moment would all be back in the same tick. */
const SHORTEST_DELAY_MS = 500;

/** The first attempt waits at most this long, so that a short break passes unnoticed; each one doubles it. */
const FIRST_LIMIT_MS = 2_000;

/** A relay that comes back after long gets its windows spread over this. */
const LONGEST_DELAY_MS = 30_000;

/**
 * When to try again, for ever: after a random part of a limit that doubles, so that the windows of a relay that was
 * restarted come back spread out and not in waves.
 */
export class Reconnection {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #connect: () => void;
  #attempts = 0;
  #cancel: (() => void) | undefined;

  /** `connect` is called for each attempt; `random` gives numbers from 0 up to 1. */
  constructor(options: { clock: Clock; random: () => number; connect: () => void }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#connect = options.connect;
  }

  /** The connection, or the attempt at one, is gone: plans the next attempt. */
  lost(): void {
    this.stop();
    const limit = Math.min(LONGEST_DELAY_MS, FIRST_LIMIT_MS * 2 ** Math.min(this.#attempts, 16));
    const delay = SHORTEST_DELAY_MS + this.#random() * (limit - SHORTEST_DELAY_MS);
    this.#attempts++;
    this.#cancel = this.#clock.after(delay, () => this.#try());
  }

  /** A connection did useful work: the next loss begins with short delays again. */
  succeeded(): void {
    this.#attempts = 0;
  }

  /** Tries at once if an attempt is planned; otherwise one is under way, or none is wanted. */
  now(): void {
    if (this.#cancel === undefined) return;
    this.stop();
    this.#connect();
  }

  /** Plans nothing any more, until the next loss. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #try(): void {
    this.#cancel = undefined;
    this.#connect();
  }
}
