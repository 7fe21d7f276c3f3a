import { diffChars, diffLines, type Change } from 'diff';
import type { TextReplace } from './replaces.ts';
import { isHighSurrogate, isLowSurrogate } from './surrogates.ts';

/**
 * A small set of edits (ascending, disjoint, all in offsets of `before`) that makes `after`. Never cuts a surrogate
 * pair, and takes bounded time: texts that differ too much are replaced in one piece, and from `deadline` on every place
 * is.
 */
export function textDifference(
  before: string,
  after: string,
  deadline = differenceDeadline(),
): TextReplace[] {
  const start = commonStart(before, after);
  const end = commonEnd(before, after, start);
  const edit = {
    offset: start,
    length: before.length - start - end,
    text: after.slice(start, after.length - end),
  };
  if (edit.length === 0 && edit.text === '') return [];
  if (edit.length === 0 || edit.text === '') return [edit];

  const timeout = Math.floor(deadline - performance.now());
  if (timeout <= 0) return [edit];
  const removed = before.slice(start, before.length - end);
  if (removed.length + edit.text.length <= MAX_CHARACTERS) {
    return fromChanges(diffChars(removed, edit.text, within(CHARACTER_BOUNDS, timeout)), start) ?? [edit];
  }
  const byLine = fromChanges(diffLines(removed, edit.text, within(LINE_BOUNDS, timeout)), start);
  // One piece again: no line in common, so another round would come to the same.
  if (byLine === undefined || byLine.length < 2) return [edit];
  return byLine.flatMap((piece) => shift(piece, before, deadline));
}

/** When a difference that begins now has taken long enough, by `performance.now()`. */
export function differenceDeadline(): number {
  return performance.now() + MAX_MS;
}

/** Everybody on the relay waits meanwhile. */
const MAX_MS = 500;

/** Above this, comparing character by character takes longer than anybody gains from it. */
const MAX_CHARACTERS = 20_000;
const CHARACTER_BOUNDS = { maxEditLength: 1_000, timeout: 100 };
const LINE_BOUNDS = { maxEditLength: 5_000, timeout: 300 };

function within(bounds: typeof LINE_BOUNDS, timeout: number): typeof LINE_BOUNDS {
  return { ...bounds, timeout: Math.min(bounds.timeout, timeout) };
}

/** The edits within one changed run of lines. */
function shift(piece: TextReplace, before: string, deadline: number): TextReplace[] {
  const old = before.slice(piece.offset, piece.offset + piece.length);
  return textDifference(old, piece.text, deadline).map((edit) => ({
    ...edit,
    offset: edit.offset + piece.offset,
  }));
}

function fromChanges(changes: Change[] | undefined, start: number): TextReplace[] | undefined {
  if (changes === undefined) return undefined;
  const edits: TextReplace[] = [];
  let offset = start;
  let open: { offset: number; length: number; text: string } | undefined;
  for (const { added, removed, value } of changes) {
    if (!added && !removed) {
      open = undefined;
      offset += value.length;
      continue;
    }
    if (open === undefined) edits.push((open = { offset, length: 0, text: '' }));
    if (added) {
      open.text += value;
    } else {
      open.length += value.length;
      offset += value.length;
    }
  }
  return edits;
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length > 0 && isHighSurrogate(a.charCodeAt(length - 1)) ? length - 1 : length;
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length))
    length++;
  return length > 0 && isLowSurrogate(a.charCodeAt(a.length - length)) ? length - 1 : length;
}
