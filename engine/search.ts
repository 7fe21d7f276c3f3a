import { NEVER } from './candidate.ts';
import type { CursorContext } from './cursorContext.ts';
import type { IndexScope } from './documentIndex.ts';
import type { TokenList } from './tokenList.ts';
import { NEWLINE, NUMBER } from './tokenKind.ts';
import type { TokenId } from './vocabulary.ts';

/** A document to look for places in. */
export interface SearchedDocument {
  readonly tokens: TokenList;
  /** The document that the cursor is in. */
  readonly isHere: boolean;
  /** Everyday code that comes with the engine, rather than a document. */
  readonly isPrimer: boolean;
  /** What a place in it counts. */
  readonly weight: number;
}

/** What stays the same while a text is predicted token by token. */
export interface Search {
  readonly scope: IndexScope;
  readonly cursor: CursorContext;
  /** The one that the cursor is in first, then those edited last, and the primer. */
  readonly documents: readonly SearchedDocument[];
  /** Lines that are indexed. */
  readonly size: number;
  /** How often the word that is being typed stands somewhere as it is. */
  readonly partialUses: number;
  /** How the words that were looked at are used in all documents together. */
  readonly uses: Map<TokenId, WordUses>;
  /** Names made up while predicting, which the caller releases. */
  readonly madeUp: TokenId[];
}

/** How often, and how many indexed lines ago, a word was used. */
export interface WordUses {
  readonly count: number;
  readonly age: number;
}

/** The place in the prediction: what it ends with so far. */
export interface Ending {
  /** Tokens before the next one, the nearest first; the predicted ones included. */
  readonly before: readonly TokenId[];
  readonly isFirst: boolean;
}

/** Whether a token can come next, where a word or blanks may have been typed already. */
export function fits(search: Search, ending: Ending, id: TokenId, blank: number): boolean {
  if (!ending.isFirst) return true;
  const { partial, typedBlank } = search.cursor;
  const { vocabulary, blanks } = search.scope;
  const kind = vocabulary.kindOf(id);
  if (partial !== '') return kind <= NUMBER && vocabulary.textOf(id).startsWith(partial);
  if (typedBlank === '') return true;
  return kind !== NEWLINE && blanks.textOf(blank).startsWith(typedBlank);
}

/** The age of what stands at a slot, in indexed lines. */
export function ageOf(search: Search, { tokens, isPrimer }: SearchedDocument, slot: number): number {
  return isPrimer ? NEVER : (search.scope.stamp.latest - tokens.stampAt(slot)) >>> 0;
}

export function usesOf(search: Search, id: TokenId): WordUses {
  const known = search.uses.get(id);
  if (known !== undefined) return known;
  let count = 0;
  let age = NEVER;
  for (const { tokens, isPrimer } of search.documents) {
    if (isPrimer) continue;
    const countHere = tokens.words.countOf(id);
    if (countHere === 0) continue;
    count += countHere;
    age = Math.min(age, (search.scope.stamp.latest - tokens.latestStampOf(id)) >>> 0);
  }
  const uses = { count, age };
  search.uses.set(id, uses);
  return uses;
}
