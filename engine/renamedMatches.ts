import {
  addBlank,
  type Candidate,
  type Candidates,
  NAME_ADAPTED,
  NAME_REPLACED,
  NOT_RENAMED,
  weightOf,
} from './candidate.ts';
import { MAX_CONTEXT } from './cursorContext.ts';
import { ageOf, type Ending, fits, type Search, type SearchedDocument } from './search.ts';
import { NONE } from './slotChains.ts';
import { NUMBER, WORD } from './tokenKind.ts';
import { hashOfShape, type TokenList } from './tokenList.ts';
import { BREAK_ID, type TokenId, type Vocabulary } from './vocabulary.ts';

/**
 * What follows where the tokens before the cursor stand once more under other names: after `a.width = width; a.` and
 * `setWidth`, `b.height = height; b.` goes on with `setHeight`.
 */
export function addRenamedMatches(search: Search, ending: Ending, candidates: Candidates): void {
  const [d, c, b, a] = ending.before;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return;
  if (candidates.longest >= CERTAIN_LENGTH) return;
  const hash = hashOfShape(search.scope.vocabulary, a, b, c, d);
  let left = MAX_PLACES;
  for (const document of search.documents) {
    const chain = document.tokens.shapes;
    for (let slot = chain.first(hash); slot !== NONE && left > 0; slot = chain.after(slot)) {
      left--;
      addPlace(search, ending, candidates, document, slot);
    }
    if (left === 0) return;
  }
}

function addPlace(
  search: Search,
  ending: Ending,
  candidates: Candidates,
  document: SearchedDocument,
  slot: number,
): void {
  const { vocabulary } = search.scope;
  const { tokens, isHere, isPrimer } = document;
  const next = tokens.nextOf(slot);
  const found = next === NONE ? BREAK_ID : tokens.idAt(next);
  if (found === BREAK_ID) return;
  const { names, length } = compareRenamed(vocabulary, tokens, slot, ending.before);
  if (names.size === 0 || length < MIN_LENGTH) return;
  const [id, renaming] = rename(search, found, names);
  const blank = tokens.blankAt(next);
  if (!fits(search, ending, id, blank)) return;
  const candidate = candidates.get(id);
  const likeness = Math.max(0, length - names.size);
  const score = SHARE * weightOf(likeness);
  candidate.renamedScore += likeness;
  candidates.renamedScore += likeness;
  if (likeness > candidate.renamedLength) {
    candidate.renamedLength = likeness;
    candidate.substitutions = names.size;
    candidate.renaming = renaming;
  }
  if (likeness > candidates.longestRenamed) candidates.longestRenamed = likeness;
  if (candidate.votes === 0) {
    candidate.age = Math.min(candidate.age, ageOf(search, document, slot));
    if (isHere) candidate.votesHere = 1;
    if (isPrimer) candidate.votesInPrimer = 1;
  }
  addBlank(candidate, blank, score);
  candidate.score += score;
  candidates.score += score;
}

/** How many tokens agree when each name there stands for one name here, and the names that do. */
function compareRenamed(
  vocabulary: Vocabulary,
  tokens: TokenList,
  from: number,
  before: readonly TokenId[],
): { names: ReadonlyMap<TokenId, TokenId>; length: number } {
  const names = new Map<TokenId, TokenId>();
  let length = 0;
  for (let slot = from; slot !== NONE && length < MAX_CONTEXT; slot = tokens.beforeOf(slot)) {
    const there = tokens.idAt(slot);
    const here = before[length];
    if (here === undefined) break;
    const known = names.get(there);
    if (there === here) {
      if (known !== undefined) break;
    } else {
      const isSameSort =
        (vocabulary.isName(there) && vocabulary.isName(here)) ||
        (vocabulary.kindOf(there) === NUMBER && vocabulary.kindOf(here) === NUMBER);
      if (!isSameSort) break;
      if (known === undefined) {
        if (names.size === MAX_NAMES) break;
        names.set(there, here);
      } else if (known !== here) break;
    }
    length++;
  }
  return { names, length };
}

/** What a token from there is called here. */
function rename(
  search: Search,
  id: TokenId,
  names: ReadonlyMap<TokenId, TokenId>,
): readonly [TokenId, Candidate['renaming']] {
  const replaced = names.get(id);
  if (replaced !== undefined) return [replaced, NAME_REPLACED];
  const { vocabulary } = search.scope;
  if (!vocabulary.isName(id)) return [id, NOT_RENAMED];
  const adapted = adaptName(vocabulary, vocabulary.textOf(id), names);
  if (adapted === undefined) return [id, NOT_RENAMED];
  const made = vocabulary.retain(adapted, WORD);
  search.madeUp.push(made);
  return [made, NAME_ADAPTED];
}

/** A name that holds another one, as `setWidth` holds `width`, with the other one replaced. */
function adaptName(
  vocabulary: Vocabulary,
  name: string,
  names: ReadonlyMap<TokenId, TokenId>,
): string | undefined {
  for (const [there, here] of names) {
    const [from, to] = [vocabulary.textOf(there), vocabulary.textOf(here)];
    if (from.length < MIN_PART || vocabulary.kindOf(there) !== WORD) continue;
    for (const [part, other] of [
      [from, to],
      [upperFirst(from), upperFirst(to)],
      [lowerFirst(from), lowerFirst(to)],
      [from.toUpperCase(), to.toUpperCase()],
    ] as const)
      if (name !== from && name.includes(part)) return name.replace(part, () => other);
  }
  return undefined;
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Where so many tokens are the same under the same names, other names do not help. */
const CERTAIN_LENGTH = 12;
const MIN_LENGTH = 4;
const MAX_PLACES = 48;
const MAX_NAMES = 6;
/** Shorter names are parts of others by chance. */
const MIN_PART = 3;
/** What such a place counts, compared to one with the same names. */
const SHARE = 0.35;
