import type { AutocompleteResponse } from '../../shared/api/autocomplete.ts';

/** A text that may be next at a place. */
export interface Offer {
  readonly text: string;
  /** How likely the person is to type exactly this, from 0 to 1. */
  readonly probability: number;
  /** Where it comes from: the engine in this window, or whatever the relay asked. */
  readonly source: 'window' | AutocompleteResponse['source'];
  /** The relay's name for its response; undefined for one from this window. */
  readonly id: string | undefined;
}

/** A relay's answer as offers. The probability is known only for the first text. */
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

/** `offers` without those that repeat an earlier one. */
export function distinctOffers(offers: readonly Offer[], most: number): Offer[] {
  const seen = new Set<string>();
  return offers
    .filter(({ text }) => {
      const words = text.trim();
      return words !== '' && !seen.has(words) && seen.add(words);
    })
    .slice(0, most);
}
