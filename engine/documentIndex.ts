import type { BlankTable } from './blankTable.ts';
import { detectIndentation, FOUR_SPACES, indentOf, type Indentation, newlineText } from './indentation.ts';
import type { LanguageFamily } from './languageFamily.ts';
import { lexLine } from './lexLine.ts';
import { LineStore } from './lineStore.ts';
import { NONE } from './slotChains.ts';
import { BREAK, NEWLINE } from './tokenKind.ts';
import { type SlotRun, TokenList, type TokenRun } from './tokenList.ts';
import { BREAK_ID, type Vocabulary } from './vocabulary.ts';

/** What the documents of one engine share. */
export interface IndexScope {
  readonly vocabulary: Vocabulary;
  readonly blanks: BlankTable;
  /** Counts the lines that were ever indexed; a line's stamp tells how long ago that was. Wraps at 2^32. */
  readonly stamp: { latest: number };
}

export interface IndexedLine {
  readonly text: string;
  /** Its tokens; undefined for an empty line, and until the index is brought up to date. */
  run: SlotRun | undefined;
  state: 'stale' | 'indexed' | 'open';
}

/**
 * A document's text and the index of its tokens.
 *
 * An edit takes out the tokens of the lines that it touches; `refresh` puts in those that are missing. At any time after
 * it, the index is what the text alone would give, but for the order of equal tokens: the latest typed come first.
 */
export class DocumentIndex {
  readonly family: LanguageFamily;
  readonly #scope: IndexScope;
  readonly #lines: LineStore<IndexedLine>;
  readonly #isIndentationFixed: boolean;
  #tokenList: TokenList | undefined;
  #currentIndentation: Indentation;
  #linesAtDetection = 0;
  #openIndex = NONE;
  /** Lines that may be stale: from the first up to, not including, the second. */
  #staleFrom = 0;
  #staleTo = 0;

  constructor(scope: IndexScope, text: string, family: LanguageFamily, indentation?: Indentation) {
    this.#scope = scope;
    this.family = family;
    this.#lines = new LineStore(text, (line) => ({ text: line, run: undefined, state: 'stale' }));
    this.#isIndentationFixed = indentation !== undefined;
    this.#currentIndentation = indentation ?? FOUR_SPACES;
    this.#staleTo = this.#lines.count;
  }

  get indentation(): Indentation {
    return this.#currentIndentation;
  }

  /** Tokens that it keeps in memory. */
  get tokenCount(): number {
    return this.#tokenList?.count ?? 0;
  }

  get isIndexed(): boolean {
    return this.#tokenList !== undefined;
  }

  /** Undefined until the first `refresh`, and after `forgetTokens`. */
  get tokens(): TokenList | undefined {
    return this.#tokenList;
  }

  lineAt(index: number): IndexedLine | undefined {
    return this.#lines.at(index);
  }

  /** The line that holds an offset, and where it starts. Throws a RangeError when the text is shorter. */
  locate(offset: number): { readonly index: number; readonly start: number } {
    return this.#lines.locate(offset);
  }

  /** Replaces `deleted` units at `offset` by a text. Throws a RangeError when the text is shorter. */
  edit(offset: number, deleted: number, inserted: string): void {
    const { index, removed, added } = this.#lines.edit(offset, deleted, inserted);
    for (const line of removed) this.#takeOut(line);
    const end = index + removed.length;
    const moved = added - removed.length;
    if (this.#openIndex >= end) this.#openIndex += moved;
    else if (this.#openIndex >= index) this.#openIndex = NONE;
    if (this.#staleFrom >= end) this.#staleFrom += moved;
    else this.#staleFrom = Math.min(this.#staleFrom, index);
    if (this.#staleTo >= end) this.#staleTo += moved;
    else this.#staleTo = Math.min(this.#staleTo, index + added);
    this.#markStale(index, index + added);
  }

  /**
   * Brings the index up to date, all but the line `open` (NONE: none), of which nothing is learned while it is typed.
   * A document beyond `maxTokens` is indexed only so far.
   */
  refresh(open: number, maxTokens: number): void {
    this.#detectIndentation();
    if (open !== this.#openIndex) {
      if (this.#openIndex !== NONE) this.#markStale(this.#openIndex, this.#openIndex + 1);
      if (open !== NONE) this.#markStale(open, open + 1);
      this.#openIndex = open;
    }
    if (this.#staleFrom >= this.#staleTo) return;
    this.#tokenList ??= new TokenList(this.#scope.vocabulary, this.#expectedTokens());
    this.#indexStale(this.#tokenList, maxTokens);
    this.#staleFrom = this.#staleTo = 0;
  }

  /** Keeps the text only; `refresh` makes the index again. */
  forgetTokens(): void {
    this.#tokenList?.releaseAll();
    this.#tokenList = undefined;
    for (const line of this.#lines.all) {
      line.run = undefined;
      line.state = 'stale';
    }
    this.#openIndex = NONE;
    this.#staleFrom = 0;
    this.#staleTo = this.#lines.count;
  }

  #indexStale(tokens: TokenList, maxTokens: number): void {
    let before = this.#lineBefore(this.#staleFrom);
    for (let index = this.#staleFrom; index < this.#lines.count; index++) {
      const line = this.#lines.at(index);
      if (line === undefined) break;
      const isBlank = isBlankLine(line.text);
      const isStale = index < this.#staleTo;
      if (!isBlank || index === this.#openIndex)
        this.#settle(tokens, line, index === this.#openIndex, before, maxTokens);
      else if (isStale) this.#takeOut(line);
      const slot = line.run?.last ?? before.slot;
      before = isBlank
        ? { slot, indent: before.indent, blankLines: before.blankLines + 1 }
        : { slot, indent: indentOf(line.text), blankLines: 0 };
      // The start of the line behind the stale ones says how much deeper it is than they are.
      if (!isStale && !isBlank) break;
    }
  }

  /** Indexes a line unless it is as it should be. */
  #settle(
    tokens: TokenList,
    line: IndexedLine,
    isOpen: boolean,
    before: LineBefore,
    maxTokens: number,
  ): void {
    if (isOpen) {
      if (line.state === 'open') return;
      this.#takeOut(line);
      line.run = tokens.insert(before.slot, BREAK_RUN, 0);
      line.state = 'open';
      return;
    }
    const { vocabulary, stamp } = this.#scope;
    const indent = indentOf(line.text);
    const start = newlineText(before.blankLines, indent, before.indent, this.#currentIndentation.unit);
    if (line.state === 'indexed' && line.run !== undefined) {
      const first = tokens.idAt(line.run.first);
      if (vocabulary.textOf(first) === start || vocabulary.kindOf(first) === BREAK) return;
    }
    this.#takeOut(line);
    const run = tokens.count >= maxTokens ? BREAK_RUN : this.#runOf(line.text, indent, start);
    stamp.latest = (stamp.latest + 1) >>> 0;
    line.run = tokens.insert(before.slot, run, stamp.latest);
    line.state = 'indexed';
  }

  #runOf(text: string, indent: number, start: string): TokenRun {
    const { vocabulary, blanks } = this.#scope;
    const lexed = lexLine(text.slice(0, MAX_LINE_UNITS), indent, this.family, MAX_LINE_TOKENS);
    return {
      ids: [
        vocabulary.retain(start, NEWLINE),
        ...lexed.tokens.map((token) => vocabulary.retain(token.text, token.kind)),
      ],
      blanks: [0, ...lexed.tokens.map((token) => blanks.idOf(token.blank))],
    };
  }

  #takeOut(line: IndexedLine): void {
    if (line.run !== undefined) this.#tokenList?.remove(line.run);
    line.run = undefined;
    line.state = 'stale';
  }

  #lineBefore(index: number): LineBefore {
    let blankLines = 0;
    let slot = NONE;
    for (let i = index - 1; i >= 0; i--) {
      const line = this.#lines.at(i);
      // An empty line has a slot, too, while the cursor is in it.
      if (slot === NONE) slot = line?.run?.last ?? NONE;
      if (line !== undefined && !isBlankLine(line.text))
        return { slot, indent: indentOf(line.text), blankLines };
      blankLines++;
    }
    return { slot, indent: 0, blankLines };
  }

  #markStale(from: number, to: number): void {
    if (this.#staleFrom >= this.#staleTo) [this.#staleFrom, this.#staleTo] = [from, to];
    else {
      this.#staleFrom = Math.min(this.#staleFrom, from);
      this.#staleTo = Math.max(this.#staleTo, to);
    }
  }

  /** As often as the text has doubled: a document that begins empty shows its indentation later. */
  #detectIndentation(): void {
    if (this.#isIndentationFixed || this.#lines.count < 2 * this.#linesAtDetection) return;
    this.#linesAtDetection = this.#lines.count;
    const detected = detectIndentation(
      this.#lines.all.map((line) => line.text),
      this.#currentIndentation,
    );
    const isSame = detected.unit === this.#currentIndentation.unit;
    this.#currentIndentation = detected;
    if (!isSame && this.#tokenList !== undefined) this.forgetTokens();
  }

  #expectedTokens(): number {
    let units = 0;
    for (const line of this.#lines.all) units += Math.min(line.text.length, MAX_LINE_UNITS);
    return Math.min(Math.ceil(units / UNITS_PER_TOKEN), MAX_EXPECTED_TOKENS);
  }
}

/** What the start of a line depends on. */
interface LineBefore {
  readonly slot: number;
  readonly indent: number;
  readonly blankLines: number;
}

export function isBlankLine(text: string): boolean {
  return indentOf(text) === text.length;
}

const BREAK_RUN: TokenRun = { ids: [BREAK_ID], blanks: [0] };

/** What is behind these in a line is data rather than code. */
const MAX_LINE_UNITS = 2_000;
const MAX_LINE_TOKENS = 400;

/** Of ordinary code, indentation included. */
const UNITS_PER_TOKEN = 4.5;
const MAX_EXPECTED_TOKENS = 50_000;
