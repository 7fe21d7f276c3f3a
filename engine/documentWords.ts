import type { TokenId, Vocabulary } from './vocabulary.ts';
import { WORD } from './tokenKind.ts';

/** How often each word stands in a document, and the words by their first letter. */
export class DocumentWords {
  readonly #vocabulary: Vocabulary;
  readonly #counts = new Map<TokenId, number>();
  readonly #byFirstUnit = new Map<number, Set<TokenId>>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  countOf(id: TokenId): number {
    return this.#counts.get(id) ?? 0;
  }

  /** Words that begin with the same UTF-16 code unit; those of a single unit are not among them. */
  startingLike(text: string): Iterable<TokenId> {
    return this.#byFirstUnit.get(text.charCodeAt(0)) ?? [];
  }

  all(): Iterable<TokenId> {
    return this.#counts.keys();
  }

  add(id: TokenId): void {
    if (this.#vocabulary.kindOf(id) !== WORD) return;
    const count = this.countOf(id);
    this.#counts.set(id, count + 1);
    const text = this.#vocabulary.textOf(id);
    if (count > 0 || text.length < 2) return;
    const alike = this.#byFirstUnit.get(text.charCodeAt(0));
    if (alike === undefined) this.#byFirstUnit.set(text.charCodeAt(0), new Set([id]));
    else alike.add(id);
  }

  remove(id: TokenId): void {
    const count = this.#counts.get(id);
    if (count === undefined) return;
    if (count > 1) {
      this.#counts.set(id, count - 1);
      return;
    }
    this.#counts.delete(id);
    this.#byFirstUnit.get(this.#vocabulary.textOf(id).charCodeAt(0))?.delete(id);
  }
}
