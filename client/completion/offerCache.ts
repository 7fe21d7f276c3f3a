import { type CursorPlace, isRestOf, ownReading, readingsOf } from './cursorPlace.ts';
import type { Offer } from './offer.ts';

interface KeptOffers {
  readonly offers: readonly Offer[];
  readonly rest: string;
  readonly until: number;
}

/** How many requests to keep offers for. */
const MAX_KEPT = 200;
/** An offer from half a minute ago may be wrong now, because others edit, too. */
const KEPT_MS = 30_000;
/** An empty answer is outdated sooner. */
const NOTHING_KEPT_MS = 3_000;
/** How far back on the line to look for an offer that the person has partly typed. */
const MAX_TYPED = 160;

/** The latest offers, found again by their place, even while the person types through them. */
export class OfferCache {
  /** The least recently used one first. */
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
   * The rest of the latest offers that fit; undefined if nobody was asked. An empty list means that somebody
   * was asked at exactly this place and had nothing to say.
   */
  find(place: CursorPlace, now: number): readonly Offer[] | undefined {
    for (const { surroundings, typed } of readingsOf(place)) {
      for (let cut = typed.length; cut >= Math.max(0, typed.length - MAX_TYPED); cut--) {
        const key = keyOf(surroundings, typed.slice(0, cut));
        const kept = this.#kept.get(key);
        if (kept === undefined || kept.until <= now || !isRestOf(kept.rest, place.rest)) continue;
        if (cut === typed.length) {
          // Closed brackets may have appeared. An offer requested without them does not fit any more.
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

/** The rest of those offers that begin with the typed text. */
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
