/**
 * Where a name may appear: above or below the caret if those lines are short, or after the end of the caret's
 * line.
 */
export type FlagPlace = 'above' | 'below' | 'end';

/** A stretch of a line that something else needs; columns as the editor shows them. */
export interface TakenColumns {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

export interface FlagRequest {
  readonly line: number;
  /** In UTF-16 units of the line. */
  readonly character: number;
  /** What the flag says. */
  readonly text: string;
  /** The text of a line; undefined if it is not on the screen, because nothing can be shown there. */
  readonly lineText: (line: number) => string | undefined;
  readonly tabSize: number;
  /** True if the editor wraps long lines. The space above a long line's end then belongs to that line. */
  readonly isWrapping: boolean;
  readonly taken: readonly TakenColumns[];
  /**
   * Where it was last. It stays there while possible, so that it does not jump around while somebody types.
   */
  readonly last?: FlagPlace | undefined;
}

/** Finds a place for a name that covers no text, and says which columns it takes. */
export function placeFlag(request: FlagRequest): { readonly place: FlagPlace; readonly takes: TakenColumns } {
  const { line, character, lineText, tabSize, last } = request;
  const own = lineText(line) ?? '';
  const from = columnAt(own, character, tabSize);
  const to = from + flagColumns(request.text);
  const places = { above: line - 1, below: line + 1 } as const;
  const order: readonly FlagPlace[] = last === 'below' ? ['below', 'above'] : ['above', 'below'];
  for (const place of order) {
    if (place === 'end') continue;
    const takes = { line: places[place], from, to };
    if (isFree(takes, own, request)) return { place, takes };
  }
  const end = columnAt(own, own.length, tabSize);
  return { place: 'end', takes: { line, from: end, to: end + to - from + END_GAP } };
}

/** The column, as the editor shows it, of the UTF-16 unit at `character`. */
export function columnAt(text: string, character: number, tabSize: number): number {
  let column = 0;
  for (const sign of text.slice(0, character)) {
    if (sign === '\t') column += tabSize - (column % tabSize);
    else column += WIDE.test(sign) ? 2 : 1;
  }
  return column;
}

/** Flags are set in a smaller font, with a little space on either side. */
function flagColumns(text: string): number {
  return Math.ceil(columnAt(text, text.length, 1) * FLAG_SCALE) + 2;
}

function isFree(wanted: TakenColumns, own: string, request: FlagRequest): boolean {
  const { lineText, tabSize, isWrapping, taken } = request;
  const text = lineText(wanted.line);
  if (text === undefined) return false;
  if (isWrapping && Math.max(text.length, own.length) > MAY_WRAP_FROM) return false;
  if (taken.some((other) => overlaps(other, wanted))) return false;
  let column = 0;
  for (const sign of text) {
    if (column >= wanted.to) break;
    const next = sign === '\t' ? column + tabSize - (column % tabSize) : column + (WIDE.test(sign) ? 2 : 1);
    if (next > wanted.from && !BLANK.test(sign)) return false;
    column = next;
  }
  return true;
}

function overlaps(one: TakenColumns, other: TakenColumns): boolean {
  return one.line === other.line && one.from < other.to && other.from < one.to;
}

const FLAG_SCALE = 0.85;
const END_GAP = 2;

/** Extensions do not know the width of the editor. Shorter lines do not wrap in any usable width. */
const MAY_WRAP_FROM = 60;

const BLANK = /\s/u;

/** Signs that take two columns in a fixed-width font. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60\u3000-\u303E]/u;
