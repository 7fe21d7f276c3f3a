import { type Candidates, weightOf } from './candidate.ts';
import { FAR_LINES, MAX_CONTEXT } from './cursorContext.ts';
import { ageOf, type Ending, fits, type Search, type SearchedDocument } from './search.ts';
import { NONE, type SlotChains } from './slotChains.ts';
import { NEWLINE } from './tokenKind.ts';
import { hashOfPair, hashOfSingle, type TokenList } from './tokenList.ts';
import { BREAK_ID, type TokenId } from './vocabulary.ts';

/**
 * What follows where the last two tokens stand once more, and then, where that says little, the last one. The more of
 * the tokens before are the same, the more a place counts.
 */
export function addExactMatches(search: Search, ending: Ending, candidates: Candidates): void {
  const [last, secondLast] = ending.before;
  if (last === undefined) return;
  if (secondLast !== undefined) {
    let left = MAX_PAIR_PLACES;
    for (const document of search.documents) {
      const hash = hashOfPair(secondLast, last);
      left = addPlaces(search, ending, candidates, document, document.tokens.pairs, hash, 2, left);
      if (left <= 0) break;
    }
  }
  if (candidates.votes >= ENOUGH_VOTES && candidates.longest >= ENOUGH_LENGTH) return;
  let left = MAX_SINGLE_PLACES;
  for (const document of search.documents) {
    const hash = hashOfSingle(last);
    left = addPlaces(search, ending, candidates, document, document.tokens.singles, hash, 1, left);
    if (left <= 0) break;
  }
}

/** What follows where the last token stands once more on the line itself. */
export function addMatchesOnLine(search: Search, ending: Ending, candidates: Candidates): void {
  const { lineIds, lineBlanks } = search.cursor;
  const { vocabulary } = search.scope;
  for (let i = 0; i < lineIds.length - 1; i++) {
    const next = lineIds[i + 1] ?? BREAK_ID;
    const blank = lineBlanks[i + 1] ?? 0;
    if (lineIds[i] !== ending.before[0] || !fits(search, ending, next, blank)) continue;
    if (vocabulary.kindOf(next) === NEWLINE) continue;
    let length = 1;
    while (length < ending.before.length && i >= length && lineIds[i - length] === ending.before[length])
      length++;
    const candidate = candidates.get(next);
    const match = { length, age: 0, isHere: true, isPrimer: false, distance: 0, blank };
    candidates.vote(candidate, match, weightOf(length) * WEIGHT_HERE);
    candidate.votesOnLine++;
  }
}

/** How many of these tokens, the last first, stand together somewhere, as far as a few places show. */
export function longestMatch(search: Search, before: readonly TokenId[]): number {
  const [last, secondLast] = before;
  if (last === undefined || secondLast === undefined) return 0;
  const hash = hashOfPair(secondLast, last);
  let longest = 0;
  let left = MAX_COMPARED_PLACES;
  for (const { tokens } of search.documents) {
    for (let slot = tokens.pairs.first(hash); slot !== NONE && left > 0; slot = tokens.pairs.after(slot)) {
      left--;
      longest = Math.max(longest, matchLength(tokens, slot, before));
    }
  }
  return longest;
}

/** Returns how many places may still be looked at. */
function addPlaces(
  search: Search,
  ending: Ending,
  candidates: Candidates,
  document: SearchedDocument,
  chain: SlotChains,
  hash: number,
  known: 1 | 2,
  limit: number,
): number {
  const { before } = ending;
  const { tokens, isHere, isPrimer, weight } = document;
  let left = limit;
  for (let slot = chain.first(hash); slot !== NONE && left > 0; slot = chain.after(slot)) {
    const slotBefore = tokens.beforeOf(slot);
    // Those where two tokens are the same have been counted.
    if (known === 1 && slotBefore !== NONE && tokens.idAt(slotBefore) === before[1]) continue;
    left--;
    const next = tokens.nextOf(slot);
    const id = next === NONE ? BREAK_ID : tokens.idAt(next);
    if (id === BREAK_ID) continue;
    const blank = tokens.blankAt(next);
    if (!fits(search, ending, id, blank)) continue;
    const length = matchLength(tokens, slot, before);
    if (length < known) continue; // another pair with the same hash
    const stamp = tokens.stampAt(slot);
    const match = {
      length,
      age: ageOf(search, document, slot),
      isHere,
      isPrimer,
      distance: isHere ? (search.cursor.distances.get(stamp) ?? FAR_LINES) : FAR_LINES,
      blank,
    };
    candidates.vote(candidates.get(id), match, weightOf(length) * weight);
  }
  return left;
}

function matchLength(tokens: TokenList, from: number, before: readonly TokenId[]): number {
  let length = 0;
  let slot = from;
  while (length < MAX_CONTEXT && slot !== NONE && tokens.idAt(slot) === before[length]) {
    length++;
    slot = tokens.beforeOf(slot);
  }
  return length;
}

/** What a place in the document itself counts, compared to one in another. */
export const WEIGHT_HERE = 2;

/** More places do not change what is likely; they only take time. */
const MAX_PAIR_PLACES = 200;
const MAX_SINGLE_PLACES = 96;
const MAX_COMPARED_PLACES = 64;

/** With so many votes and so long a match, what follows a single token adds nothing. */
const ENOUGH_VOTES = 8;
const ENOUGH_LENGTH = 4;
