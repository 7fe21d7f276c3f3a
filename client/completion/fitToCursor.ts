import type { CursorPlace } from './cursorPlace.ts';
import type { Offer } from './offer.ts';

/**
 * What of an offer can be shown at a place: without what is behind the cursor already. Undefined where nothing is left,
 * or the line would say what the next one says.
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

/** `text` without the end that `rest` begins with, where that end would be there twice. */
function withoutOverlap(text: string, rest: string): string {
  for (let units = Math.min(text.length, rest.length); units > 0; units--) {
    if (!text.endsWith(rest.slice(0, units))) continue;
    const kept = text.slice(0, -units);
    // The closing bracket behind the cursor belongs to what is before it, unless the text opens one more.
    if (isClosed(kept)) return kept;
  }
  return text;
}

/** True when every bracket and quote that is opened in `text` is closed in it as well. */
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
