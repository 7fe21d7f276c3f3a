import type { Participant } from './participants.ts';

/** Requests of one participant that come faster than this are neither passed on nor made. */
export const SUMMONS_INTERVAL_MS = 10_000;

/** How long a request lasts. People who join later are not asked. */
export const SUMMONS_LASTS_MS = 30_000;

/**
 * How many requests of everybody together count in one interval, so that a room full of strangers cannot bury
 * somebody in questions.
 */
const MOST_AT_ONCE = 3;

/** Picks out new requests to come, and keeps them few. */
export class SummonsInbox {
  readonly #seen = new Map<number, { readonly summons: string; readonly askedAt: number }>();
  #recent: number[] = [];

  /** Those who ask now but did not before. `now` is in milliseconds. */
  look(participants: readonly Participant[], now: number): Participant[] {
    return participants.filter((participant) => {
      const { id, isSelf, summons } = participant;
      if (isSelf || summons === undefined) return false;
      const seen = this.#seen.get(id);
      if (seen?.summons === summons) return false;
      this.#recent = this.#recent.filter((at) => now - at < SUMMONS_INTERVAL_MS);
      const isTooMuch =
        (seen !== undefined && now - seen.askedAt < SUMMONS_INTERVAL_MS) ||
        this.#recent.length >= MOST_AT_ONCE;
      this.#seen.set(id, { summons, askedAt: isTooMuch ? (seen?.askedAt ?? -Infinity) : now });
      if (!isTooMuch) this.#recent.push(now);
      return !isTooMuch;
    });
  }
}
