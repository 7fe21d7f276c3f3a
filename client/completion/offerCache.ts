import { type CursorPlace, isRestOf, ownReading, readingsOf } from './cursorPlace.ts';
import type { Offer } from './offer.ts';

interface KeptAnswer {
  readonly offers: readonly Offer[];
  readonly rest: string;
  readonly until: number;
}

/** So many answers are kept. */
const MAX_ANSWERS = 200;
/** What was right half a minute ago need not be now: others edit, too. */
const KEPT_MS = 30_000;
/** That there was nothing to say is outdated sooner. */
const NOTHING_KEPT_MS = 3_000;
/** So far back on the line it is looked for an answer that has been typed through. */
const MAX_TYPED = 160;

/** The answers of late, found again by their place, also while they are typed through. */
export class AnswerCache {
  /** The one used longest ago first. */
  readonly #answers = new Map<string, KeptAnswer>();

  get size(): number {
    return this.#answers.size;
  }

  put(place: CursorPlace, offers: readonly Offer[], now: number): void {
    const { surroundings, typed } = ownReading(place);
    const key = keyOf(surroundings, typed);
    this.#answers.delete(key);
    const until = now + (offers.length > 0 ? KEPT_MS : NOTHING_KEPT_MS);
    this.#answers.set(key, { offers, rest: place.rest, until });
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= MAX_ANSWERS) break;
      this.#answers.delete(oldest);
    }
  }

  /**
   * What is left of the latest answer that fits; undefined when nobody has been asked. An empty one was asked for at
   * just this place: there is nothing to say.
   */
  find(place: CursorPlace, now: number): readonly Offer[] | undefined {
    for (const { surroundings, typed } of readingsOf(place)) {
      for (let cut = typed.length; cut >= Math.max(0, typed.length - MAX_TYPED); cut--) {
        const key = keyOf(surroundings, typed.slice(0, cut));
        const answer = this.#answers.get(key);
        if (answer === undefined || answer.until <= now || !isRestOf(answer.rest, place.rest)) continue;
        if (cut === typed.length) {
          // Closed brackets may have appeared: what was asked for without them is no answer to that.
          if (answer.offers.length > 0 || answer.rest === place.rest) return this.#use(key, answer).offers;
          continue;
        }
        const left = typeThrough(answer.offers, typed.slice(cut));
        if (left.length === 0) continue;
        this.#use(key, answer);
        return left;
      }
    }
    return undefined;
  }

  clear(): void {
    this.#answers.clear();
  }

  #use(key: string, answer: KeptAnswer): KeptAnswer {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    return answer;
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
