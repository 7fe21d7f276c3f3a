import type { CursorPlace } from '../../client/completion/cursorPlace.ts';
import type { Offer } from '../../client/completion/offer.ts';

/** For tests: the place in a text at `|`, as the editor reads it. */
export function placeAt(marked: string, document = 'file:///a.js'): CursorPlace {
  const [before = '', after = ''] = marked.split('|');
  const [rest = '', ...below] = after.split('\n');
  return {
    ...{ document, language: 'javascript', rest },
    before: before.split('\n').slice(-7),
    below: below.slice(0, 2),
  };
}

/** For tests: an offer of the engine. */
export function offer(text: string, probability = 0.5, source: Offer['source'] = 'local'): Offer {
  return { text, probability, source, id: `answer of ${text}` };
}
