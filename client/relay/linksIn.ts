/** A chat message with an invite is far shorter. Tandem ignores a longer text. */
export const MAX_TEXT_UNITS = 8_192;

/**
 * The links in a text copied from a chat, a mail or a page, in their order. They come without surrounding
 * quotes, brackets of any kind, markdown, the end of a sentence, or invisible characters.
 */
export function linksIn(text: string): string[] {
  const visible = text.replace(INVISIBLE, '').replaceAll('&amp;', '&');
  const links: string[] = [];
  const start = new RegExp(LINK);
  for (let found = start.exec(visible); found !== null; found = start.exec(visible)) {
    const link = withinBrackets(found[0]);
    // In [a link](another link) the next one begins in the rest.
    start.lastIndex = found.index + link.length;
    links.push(link.replace(END_OF_SENTENCE, ''));
  }
  return links;
}

/** `text` without quotes, brackets and periods around it, for a word that is not a link. */
export function bareWord(text: string): string {
  return text.replace(INVISIBLE, '').replace(AROUND, '');
}

/** Up to the first bracket that closes one before the link. */
function withinBrackets(link: string): string {
  const open: string[] = [];
  for (let at = 0; at < link.length; at++) {
    const character = link.charAt(at);
    const opening = BRACKETS.get(character);
    if (opening !== undefined && open.pop() !== opening) return link.slice(0, at);
    if ('([{'.includes(character)) open.push(character);
  }
  return link;
}

const BRACKETS: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** Soft hyphens, zero-width characters and marks of direction. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const LINK = /[a-z][a-z\d+-]*:\/\/[^\s<>|"'`\u2018-\u201f\u2039\u203a\u00ab\u00bb\u300c-\u300f]+/giu;

/** No `_` and no `-`, because a room's id may end with them. */
const END_OF_SENTENCE = /[.,;:!?*~\\\u2026\u3001\u3002\uff01\uff0c\uff1f]+$/u;

const AROUND = /^[^\w-]+|[^\w-]+$/gu;
