import { type DocumentIndex, type IndexScope, isBlankLine } from './documentIndex.ts';
import { indentOf, newlineText } from './indentation.ts';
import { isWordUnit, lexLine, type LexedToken } from './lexLine.ts';
import { NONE } from './slotChains.ts';
import { MARK, NEWLINE } from './tokenKind.ts';
import { BREAK_ID, type TokenId } from './vocabulary.ts';

/** What is known at the cursor before anything is predicted. */
export interface CursorContext {
  /** The word that is being typed, and the blanks before it; empty between words. */
  readonly partial: string;
  /** The blanks that are typed already before the next token. */
  readonly typedBlank: string;
  /** The tokens of the line before the cursor, its start first, without the word that is being typed. */
  readonly lineIds: readonly TokenId[];
  readonly lineBlanks: readonly number[];
  /** The tokens before the cursor, the nearest first. */
  readonly before: readonly TokenId[];
  readonly indent: number;
  readonly unitsOnLine: number;
  readonly brackets: readonly string[];
  readonly isInQuotes: boolean;
  readonly isInComment: boolean;
  /** What follows on the line, without the blanks around it. */
  readonly tail: string;
  readonly tailFirst: string;
  /** The next line that is not empty. */
  readonly nextLine: string;
  readonly nextLineFirst: string;
  /** Undefined where nothing follows. */
  readonly nextLineIndent: number | undefined;
  /** How many lines away a line near the cursor is, by its stamp. */
  readonly distances: ReadonlyMap<number, number>;
}

/**
 * Reads what is around an offset of a document that has been refreshed with the cursor's line open. The caller releases
 * `lineIds`. Undefined in the middle of a word, where nothing can be inserted.
 */
export function readCursorContext(
  scope: IndexScope,
  document: DocumentIndex,
  offset: number,
): CursorContext | undefined {
  const { index, start } = document.locate(offset);
  const line = document.lineAt(index)?.text ?? '';
  const column = offset - start;
  if (isWordUnit(line.charCodeAt(column)) && column > 0 && isWordUnit(line.charCodeAt(column - 1)))
    return undefined;

  const { vocabulary, blanks } = scope;
  // Of a very long line, only its end.
  const cut = Math.max(0, column - MAX_HEAD_UNITS);
  const head = line.slice(cut, column);
  const tail = line.slice(column, column + MAX_TAIL_UNITS).trim();
  const indent = cut > 0 ? 0 : indentOf(head);
  const lexed = lexLine(head, indent, document.family);
  const tokens = [...lexed.tokens];
  const last = lexed.trailing === '' ? tokens.at(-1) : undefined;
  const typed = last !== undefined && last.kind !== MARK ? last : undefined;
  if (typed !== undefined) tokens.pop();

  const above = nearestLine(document, index, -1);
  const blankLines = index - (above?.index ?? -1) - 1;
  const newline = newlineText(
    above === undefined ? 0 : blankLines,
    indent,
    above === undefined ? 0 : indentOf(above.text),
    document.indentation.unit,
  );
  const lineIds = [
    vocabulary.retain(newline, NEWLINE),
    ...tokens.map((token) => vocabulary.retain(token.text, token.kind)),
  ];
  const below = nearestLine(document, index, 1);
  return {
    partial: typed?.text ?? '',
    typedBlank: typed?.blank ?? lexed.trailing,
    lineIds,
    lineBlanks: [0, ...tokens.map((token) => blanks.idOf(token.blank))],
    before: tokensBefore(document, index, lineIds),
    indent,
    unitsOnLine: column - indent,
    ...readNesting(document, tokens),
    tail,
    tailFirst: lexLine(tail, 0, document.family, 1).tokens[0]?.text ?? '',
    nextLine: below?.text.slice(0, MAX_TAIL_UNITS).trim() ?? '',
    nextLineFirst: firstToken(document, below?.text),
    nextLineIndent: below === undefined ? undefined : indentOf(below.text),
    distances: linesNear(document, index),
  };
}

/** Tokens that are compared backwards from the cursor. */
export const MAX_CONTEXT = 24;

function tokensBefore(document: DocumentIndex, index: number, lineIds: readonly TokenId[]): TokenId[] {
  const before = lineIds.slice(-MAX_CONTEXT).reverse();
  const { tokens } = document;
  const open = document.lineAt(index)?.run?.first;
  if (tokens === undefined || open === undefined) return before;
  let slot = tokens.beforeOf(open);
  while (slot !== NONE && before.length < MAX_CONTEXT) {
    const id = tokens.idAt(slot);
    if (id === BREAK_ID) break;
    before.push(id);
    slot = tokens.beforeOf(slot);
  }
  return before;
}

function readNesting(
  document: DocumentIndex,
  tokens: readonly LexedToken[],
): Pick<CursorContext, 'brackets' | 'isInQuotes' | 'isInComment'> {
  const brackets: string[] = [];
  let isInQuotes = false;
  for (const { text, kind } of tokens) {
    if (kind !== MARK) continue;
    nest(brackets, text);
    if (isQuote(text)) isInQuotes = !isInQuotes;
  }
  const { isProse, commentMarks } = document.family;
  return { brackets, isInQuotes, isInComment: isProse || commentMarks.has(tokens[0]?.text ?? '') };
}

/** Follows the brackets of a line over one more token. */
export function nest(brackets: string[], text: string): void {
  if ('([{'.includes(text)) brackets.push(text);
  else if (')]}'.includes(text)) brackets.pop();
}

export function isQuote(text: string): boolean {
  return '"\'`'.includes(text);
}

function nearestLine(
  document: DocumentIndex,
  index: number,
  step: 1 | -1,
): { readonly index: number; readonly text: string } | undefined {
  for (let at = index + step; ; at += step) {
    const line = document.lineAt(at);
    if (line === undefined) return undefined;
    if (!isBlankLine(line.text)) return { index: at, text: line.text };
  }
}

function firstToken(document: DocumentIndex, line: string | undefined): string {
  if (line === undefined) return '';
  return lexLine(line.slice(0, MAX_TAIL_UNITS), indentOf(line), document.family, 1).tokens[0]?.text ?? '';
}

function linesNear(document: DocumentIndex, index: number): Map<number, number> {
  const distances = new Map<number, number>();
  for (let distance = 1; distance <= NEAR_LINES; distance++) {
    for (const each of [index - distance, index + distance]) {
      const run = document.lineAt(each)?.run;
      if (run === undefined || document.tokens === undefined) continue;
      distances.set(document.tokens.stampAt(run.first), distance);
    }
  }
  return distances;
}

/** The distance of a line that is not near. */
export const FAR_LINES = 99;
const NEAR_LINES = 60;

const MAX_HEAD_UNITS = 2_000;
const MAX_TAIL_UNITS = 500;
