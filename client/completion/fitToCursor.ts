import type { CursorPlace } from './cursorPlace.ts';
import type { Offer } from './offer.ts';

/**
 * The part of an offer that can be shown at a place: without the text that already follows the cursor.
 * Undefined if nothing is left, or if the line would repeat the next one.
 */
export function fitToCursor(offer: Offer, place: CursorPlace, isMultiline: boolean): Offer | undefined {
  const { rest, before, below } = place;
  const [firstLine = ''] = offer.text.split('\n', 1);
  const whole = isMultiline ? offer.text : firstLine;
  const once = whole.includes('\n') ? whole : withoutOverlap(whole, rest);
  const isEnd = rest.trim() === '';
  const text = isEnd ? once.trimEnd() : once;
  if (text.trim() === '') return undefined;
  const line = `${before.at(-1) ?? ''}${text}`.trim();
  return isEnd && line.length > 1 && line === below[0]?.trim() ? undefined : { ...offer, text };
}

/** `text` without its end if `rest` begins with that end, which would then be there twice. */
function withoutOverlap(text: string, rest: string): string {
  for (let units = Math.min(text.length, rest.length); units > 0; units--) {
    if (!text.endsWith(rest.slice(0, units))) continue;
    const kept = text.slice(0, -units);
    // The closing bracket after the cursor belongs to the text before it, unless the offer opens another one.
    if (isClosed(kept)) return kept;
  }
  return text;
}

/** True when `text` closes every bracket and quote that it opens. */
function isClosed(text: string): boolean {
  let open = 0;
  let quote: string | undefined;
  for (const unit of text) {
    if (quote !== undefined) {
      if (unit === quote) quote = undefined;
    } else if ('\'"`'.includes(unit)) quote = unit;
    else if ('([{'.includes(unit)) open++;
    else if (')]}'.includes(unit)) open = Math.max(0, open - 1);
  }
  return open === 0 && quote === undefined;
}
