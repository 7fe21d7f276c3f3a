import { BlankTable } from './blankTable.ts';
import type { BoostedTrees } from './boostedTrees.ts';
import { calibrator } from './calibrator.ts';
import { readCursorContext } from './cursorContext.ts';
import { DocumentIndex, type IndexScope } from './documentIndex.ts';
import { WEIGHT_HERE } from './exactMatches.ts';
import { type GhostText, predictTexts, type WatchStep } from './ghostText.ts';
import type { Indentation } from './indentation.ts';
import { type LanguageFamily, languageFamilyOf } from './languageFamily.ts';
import { primerOf } from './primers/primer.ts';
import type { Search, SearchedDocument } from './search.ts';
import { NONE } from './slotChains.ts';
import { Vocabulary } from './vocabulary.ts';

export interface OpenedDocument {
  readonly text: string;
  /** A VS Code language id. */
  readonly language: string;
  /** What the editor indents with; found out from the text where it is not known. */
  readonly indentation?: Indentation;
}

/** What an engine is asked at a cursor. */
export interface EngineRequest {
  /** The document that the cursor is in. */
  readonly document: string;
  /** The cursor, in UTF-16 code units of LF text. */
  readonly offset: number;
  /** The other documents that the asker may see; those of another language family are left out. */
  readonly others: Iterable<string>;
  /** What a wrong text costs, in keystrokes that a right one saves: the higher, the fewer texts. */
  readonly wrongCost?: number;
  /** Lines that a text may begin. */
  readonly maxLines?: number;
  /** At most so many texts that begin differently; where they are several, each is as long as it may be worth. */
  readonly alternatives?: number;
}

/** How eager the engine is, as `wrongCost`. */
export const EAGERNESS = { eager: 1, normal: 1.5, quiet: 3 } as const;

export interface CompletionEngineOptions {
  /** Undefined: probabilities are the plain shares of what was found. */
  readonly trees?: BoostedTrees | undefined;
  /** Tokens in memory, about 60 bytes each; the documents used longest ago keep their text only. */
  readonly maxTokens?: number;
  readonly watch?: WatchStep;
}

/**
 * Ghost text from what the open documents hold. Knows no grammar, asks nobody, and gives the same texts for the same
 * request.
 *
 * It is told of every edit, so that a request costs neither reading nor indexing a document.
 */
export class CompletionEngine {
  readonly #scope: IndexScope = {
    vocabulary: new Vocabulary(),
    blanks: new BlankTable(),
    stamp: { latest: 0 },
  };
  /** By name, the one that was used longest ago first. */
  readonly #documents = new Map<string, DocumentIndex>();
  /** By the name of the language family. */
  readonly #primers = new Map<string, DocumentIndex>();
  readonly #options: CompletionEngineOptions;
  readonly #maxTokens: number;

  constructor(options: CompletionEngineOptions = { trees: calibrator() }) {
    this.#options = options;
    this.#maxTokens = options.maxTokens ?? MAX_TOKENS;
  }

  get tokensInMemory(): number {
    let tokens = 0;
    for (const document of this.#documents.values()) tokens += document.tokenCount;
    return tokens;
  }

  /** Takes a document in, in place of the one of that name. */
  open(name: string, { text, language, indentation }: OpenedDocument): void {
    this.close(name);
    const document = new DocumentIndex(this.#scope, text, languageFamilyOf(language), indentation);
    this.#documents.set(name, document);
    document.refresh(NONE, MAX_DOCUMENT_TOKENS);
    this.#forgetOldest();
  }

  /** Replaces `deleted` units at `offset`. Throws a RangeError for a document that is not open, or too short. */
  edit(name: string, offset: number, deleted: number, inserted: string): void {
    const document = this.#documentOf(name);
    document.edit(offset, deleted, inserted);
    this.#use(name, document);
  }

  /** Indexes what edits have changed now, rather than with the next request. */
  refresh(name: string): void {
    const document = this.#documentOf(name);
    if (document.isIndexed) document.refresh(NONE, MAX_DOCUMENT_TOKENS);
  }

  /** Forgets a document; nothing happens when it is not open. */
  close(name: string): void {
    this.#documents.get(name)?.forgetTokens();
    this.#documents.delete(name);
  }

  /**
   * What to show at the cursor, the best first; nothing when every text would cost more than it saves. Throws a
   * RangeError for a document that is not open, or too short.
   */
  complete(request: EngineRequest): GhostText[] {
    const document = this.#documentOf(request.document);
    const { index } = document.locate(request.offset);
    document.refresh(index, MAX_DOCUMENT_TOKENS);
    this.#use(request.document, document);
    this.#forgetOldest();
    const cursor = readCursorContext(this.#scope, document, request.offset);
    if (cursor === undefined) return [];
    const documents = this.#documentsFor(request, document);
    const search: Search = {
      scope: this.#scope,
      cursor,
      documents,
      size: documents.reduce((sum, { tokens }) => sum + tokens.count, 0),
      partialUses: this.#usesOfWord(cursor.partial, documents),
      uses: new Map(),
      madeUp: [],
    };
    try {
      return predictTexts(search, {
        trees: this.#options.trees,
        indentation: document.indentation,
        wrongCost: request.wrongCost ?? EAGERNESS.normal,
        maxLines: request.maxLines ?? MAX_LINES,
        alternatives: request.alternatives ?? 1,
        ...(this.#options.watch && { watch: this.#options.watch }),
      });
    } finally {
      for (const id of [...cursor.lineIds, ...search.madeUp]) this.#scope.vocabulary.release(id);
    }
  }

  /** The document itself, then the others of its family, the ones used last first. */
  #documentsFor(request: EngineRequest, document: DocumentIndex): SearchedDocument[] {
    const allowed = new Set(request.others);
    const others = [...this.#documents]
      .filter(
        ([name, other]) =>
          allowed.has(name) && other !== document && other.family.name === document.family.name,
      )
      .reverse();
    const searched: SearchedDocument[] = [];
    if (document.tokens !== undefined)
      searched.push({ tokens: document.tokens, isHere: true, isPrimer: false, weight: WEIGHT_HERE });
    for (const [, other] of others) {
      // One that had to be forgotten stays so until somebody asks in it.
      if (!other.isIndexed) continue;
      other.refresh(NONE, MAX_DOCUMENT_TOKENS);
      const { tokens } = other;
      if (tokens !== undefined) searched.push({ tokens, isHere: false, isPrimer: false, weight: 1 });
    }
    const primer = this.#primerOf(document.family)?.tokens;
    if (primer !== undefined)
      searched.push({ tokens: primer, isHere: false, isPrimer: true, weight: WEIGHT_OF_PRIMER });
    return searched;
  }

  #usesOfWord(word: string, documents: readonly SearchedDocument[]): number {
    const id = word === '' ? undefined : this.#scope.vocabulary.find(word);
    if (id === undefined) return 0;
    return documents.reduce((sum, { tokens }) => sum + tokens.words.countOf(id), 0);
  }

  #primerOf(family: LanguageFamily): DocumentIndex | undefined {
    const known = this.#primers.get(family.name);
    const text = primerOf(family);
    if (known !== undefined || text === undefined) return known;
    const primer = new DocumentIndex(this.#scope, text, family);
    primer.refresh(NONE, MAX_DOCUMENT_TOKENS);
    this.#primers.set(family.name, primer);
    return primer;
  }

  #documentOf(name: string): DocumentIndex {
    const document = this.#documents.get(name);
    if (document === undefined)
      throw new RangeError(`The completion engine holds no document "${name}"; open it first.`);
    return document;
  }

  #use(name: string, document: DocumentIndex): void {
    this.#documents.delete(name);
    this.#documents.set(name, document);
  }

  #forgetOldest(): void {
    let tokens = this.tokensInMemory;
    for (const document of this.#documents.values()) {
      if (tokens <= this.#maxTokens) return;
      tokens -= document.tokenCount;
      document.forgetTokens();
    }
  }
}

/** Everyday code says less about what comes next than what people write here. */
const WEIGHT_OF_PRIMER = 0.3;

/** Some 40,000 lines. */
const MAX_TOKENS = 400_000;
/** Of one document; what is behind them is not learned from. */
const MAX_DOCUMENT_TOKENS = 100_000;
const MAX_LINES = 8;
