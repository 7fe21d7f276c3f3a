import { type CursorPlace, isRestOf, ownReading, readingsOf } from './cursorPlace.ts';
import type { Offer } from './offer.ts';

interface KeptOffers {
  readonly offers: readonly Offer[];
  readonly rest: string;
  readonly until: number;
}

/** Requests whose offers are kept. */
const MAX_KEPT = 200;
/** What was right half a minute ago need not be now: others edit, too. */
const KEPT_MS = 30_000;
/** That there was nothing to say is outdated sooner. */
const NOTHING_KEPT_MS = 3_000;
/** How far back on the line to look for an offer that the person has partly typed. */
const MAX_TYPED = 160;

/** The latest offers, found again by their place, also while they are typed through. */
export class OfferCache {
  /** The one used longest ago first. */
  readonly #kept = new Map<string, KeptOffers>();

  get size(): number {
    return this.#kept.size;
  }

  put(place: CursorPlace, offers: readonly Offer[], now: number): void {
    const { surroundings, typed } = ownReading(place);
    const key = keyOf(surroundings, typed);
    this.#kept.delete(key);
    const until = now + (offers.length > 0 ? KEPT_MS : NOTHING_KEPT_MS);
    this.#kept.set(key, { offers, rest: place.rest, until });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  /**
   * What is left of the latest offers that fit; undefined when nobody has been asked. An empty list was asked for at
   * just this place: there is nothing to say.
   */
  find(place: CursorPlace, now: number): readonly Offer[] | undefined {
    for (const { surroundings, typed } of readingsOf(place)) {
      for (let cut = typed.length; cut >= Math.max(0, typed.length - MAX_TYPED); cut--) {
        const key = keyOf(surroundings, typed.slice(0, cut));
        const kept = this.#kept.get(key);
        if (kept === undefined || kept.until <= now || !isRestOf(kept.rest, place.rest)) continue;
        if (cut === typed.length) {
          // Closed brackets may have appeared: what was asked for without them does not fit that.
          if (kept.offers.length > 0 || kept.rest === place.rest) return this.#use(key, kept).offers;
          continue;
        }
        const left = typeThrough(kept.offers, typed.slice(cut));
        if (left.length === 0) continue;
        this.#use(key, kept);
        return left;
      }
    }
    return undefined;
  }

  clear(): void {
    this.#kept.clear();
  }

  #use(key: string, kept: KeptOffers): KeptOffers {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }
}

/** What is left of the offers that begin with what was typed. */
export function typeThrough(offers: readonly Offer[], typed: string): Offer[] {
  return offers.flatMap((offer) =>
    offer.text.length > typed.length && offer.text.startsWith(typed)
      ? [{ ...offer, text: offer.text.slice(typed.length) }]
      : [],
  );
}

function keyOf(surroundings: string, typed: string): string {
  return `${surroundings}\n${typed}`;
}
