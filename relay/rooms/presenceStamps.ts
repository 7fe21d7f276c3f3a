import type { Clock } from '../clock.ts';
import { PRESENCE_INTERVAL_MS } from '../limits.ts';

/** Gives the clocks that records of presence are sent with: whole numbers that never get smaller. */
export interface Stamps {
  now(): number;
}

/**
 * Stamps count ticks of PRESENCE_INTERVAL_MS from EPOCH. A record moves once a tick at most, so that stamps keep to the
 * time; and until 2032 they fit into 32 bits, which clients in Rust count clocks with. The date gives the first stamp alone: from
 * there a clock that only grows counts on, whatever becomes of the date.
 */
export class PresenceStamps implements Stamps {
  readonly #clock: Pick<Clock, 'steady'>;
  readonly #first: number;
  readonly #since: number;

  /** The stamps are above those of `lastDate`, too: the computer's date may have been ahead when that was written. */
  constructor(clock: Pick<Clock, 'now' | 'steady'>, lastDate = new Date(EPOCH)) {
    this.#clock = clock;
    this.#first = ticksOf(Math.max(lastDate.getTime(), clock.now()) - EPOCH);
    this.#since = clock.steady();
  }

  now(): number {
    return this.#first + ticksOf(this.#clock.steady() - this.#since);
  }
}

function ticksOf(ms: number): number {
  return Math.floor(ms / PRESENCE_INTERVAL_MS);
}

const EPOCH = Date.UTC(2026, 0, 1);
