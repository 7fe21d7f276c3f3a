import { addBlank, type Candidates } from './candidate.ts';
import { WEIGHT_HERE } from './exactMatches.ts';
import type { Search } from './search.ts';
import { WORD } from './tokenKind.ts';
import type { TokenId } from './vocabulary.ts';

/**
 * New names are made of parts of others: `handleReq` goes on as `handleRequest` where there is an `onRequest` or a
 * `request`. Looks at the words of the documents used last only, as it has to look at all of them.
 */
export function addPartMatches(search: Search, candidates: Candidates): void {
  const { partial, typedBlank } = search.cursor;
  const start = lastPartOf(partial);
  const part = partial.slice(start);
  if (start === 0 || part.length < MIN_TYPED) return;
  const upper = part.charAt(0).toUpperCase() + part.slice(1);
  const lower = part.charAt(0).toLowerCase() + part.slice(1);
  const { vocabulary, blanks } = search.scope;
  const seen = new Set<TokenId>();
  const rests = new Map<string, { words: number; score: number }>();
  for (const { tokens, isHere } of search.documents.slice(0, MAX_DOCUMENTS)) {
    for (const id of tokens.words.all()) {
      if (seen.has(id)) continue;
      const word = vocabulary.textOf(id);
      const rest = restOfPart(word, upper, lower, part.length);
      if (rest === '') continue;
      seen.add(id);
      const found = rests.get(rest);
      const score = SCORE * (isHere ? WEIGHT_HERE : 1);
      if (found !== undefined) {
        found.words++;
        found.score += score;
      } else if (rests.size < MAX_PARTS) rests.set(rest, { words: 1, score });
    }
  }
  const blank = blanks.idOf(typedBlank);
  for (const [rest, { words, score }] of rests) {
    const id = vocabulary.retain(partial + rest, WORD);
    search.madeUp.push(id);
    const candidate = candidates.get(id);
    candidate.partLength = part.length;
    candidate.partWords = words;
    candidate.score += score;
    candidates.score += score;
    if (candidate.blanks.size === 0) addBlank(candidate, blank, score);
  }
}

/** Where the last part of `camelCase` or `snake_case` begins; 0 for a word of one part. */
function lastPartOf(word: string): number {
  for (let at = word.length - 1; at > 0; at--) if (beginsPart(word, at)) return at;
  return 0;
}

function beginsPart(word: string, at: number): boolean {
  const unit = word.charCodeAt(at);
  const before = word.charCodeAt(at - 1);
  if (before === UNDERSCORE) return unit !== UNDERSCORE;
  return isUpper(unit) && !isUpper(before);
}

/** What follows `length` units of a part that begins like the typed one, up to the end of the part; empty: none does. */
function restOfPart(word: string, upper: string, lower: string, length: number): string {
  for (const like of [upper, lower]) {
    const at = word.indexOf(like);
    if (at < 0 || (at > 0 && !beginsPart(word, at))) continue;
    let end = at + length;
    while (end < word.length && word.charCodeAt(end) !== UNDERSCORE && !beginsPart(word, end)) end++;
    if (end > at + length) return word.slice(at + length, end);
  }
  return '';
}

function isUpper(unit: number): boolean {
  return unit >= 65 && unit <= 90;
}

const UNDERSCORE = 95;
/** Of fewer units, anything could become. */
const MIN_TYPED = 2;
const MAX_DOCUMENTS = 8;
const MAX_PARTS = 40;
/** What a word with such a part counts, compared to a place with the same tokens. */
const SCORE = 0.1;
