import type { AutocompleteResponse } from '../../shared/api/autocomplete.ts';

/** A text that may come at a place. */
export interface Offer {
  readonly text: string;
  /** How likely the person types exactly this, from 0 to 1. */
  readonly probability: number;
  /** Who says so: the engine in this window, or what the relay asked. */
  readonly source: 'window' | AutocompleteResponse['source'];
  /** The relay's name for its response; undefined for one from this window. */
  readonly id: string | undefined;
}

/** What a relay has answered, as offers. Only of the first text is it known how likely it is. */
export function offersOf({ suggestions, confidence, source, id }: AutocompleteResponse): Offer[] {
  return suggestions.map((text, index) => ({
    text,
    probability: index === 0 ? confidence : Math.min(confidence, (1 - confidence) / index),
    source,
    id,
  }));
}

/** True when showing the offer saves more keystrokes on average than it costs. */
export function isWorthShowing({ text, probability }: Offer, wrongCost: number): boolean {
  return probability * (text.length - 1) - (1 - probability) * wrongCost > 0;
}

/** `offers` without those that say the same as one before. */
export function distinctOffers(offers: readonly Offer[], most: number): Offer[] {
  const seen = new Set<string>();
  return offers
    .filter(({ text }) => {
      const words = text.trim();
      return words !== '' && !seen.has(words) && seen.add(words);
    })
    .slice(0, most);
}
