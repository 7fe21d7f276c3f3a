import { wholeOffset } from './surrogates.ts';

/** A place in a text, from zero, in UTF-16 code units of its line. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * The offset of a place in `text`. A place beyond the end of a line or of the text becomes that end. It is
 * never inside a pair.
 */
export function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 0; i < line; i++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  const lineEnd = text.indexOf('\n', start);
  return wholeOffset(text, Math.min(start + column, lineEnd === -1 ? text.length : lineEnd));
}

/** The offsets at which the lines of `text` start: read once for many `placeAt`. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The place of an offset in the text whose lines start at `starts`. */
export function placeAt(starts: readonly number[], offset: number): TextPlace {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, column: offset - (starts[low] ?? 0) };
}
