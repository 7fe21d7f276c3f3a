import type { TextReplace } from './replaces.ts';

/** `length` units at `from` of an older text that are now at `to` of the present text. */
export interface RetainedRun {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/**
 * What is left of an older text, and where it is now, ascending in both. It follows every unit separately,
 * like a Yjs relative position, so that a difference to the older text finds its places in the present one.
 */
export type RetainedRuns = readonly RetainedRun[];

/** Nothing has changed yet. */
export function allRetained(length: number): RetainedRuns {
  return length === 0 ? [] : [{ from: 0, to: 0, length }];
}

/** The runs after `changes` (ascending, disjoint, in offsets of the text as it was) were made to the present text. */
export function followRuns(runs: RetainedRuns, changes: readonly TextReplace[]): RetainedRuns {
  const followed: RetainedRun[] = [];
  let next = 0;
  let shift = 0;
  for (const run of runs) {
    const end = run.to + run.length;
    let position = run.to;
    for (let change = changes[next]; change !== undefined && change.offset < end; change = changes[next]) {
      keep(followed, run, position, change.offset, shift);
      const changeEnd = change.offset + change.length;
      position = Math.max(position, changeEnd);
      // It reaches into the next run, too.
      if (changeEnd > end) break;
      shift += change.text.length - change.length;
      next++;
    }
    keep(followed, run, position, end, shift);
  }
  return followed;
}

/**
 * `edits` of the older text as edits of the present one. It deletes what is left of their deleted text, and
 * nothing that has come in between. It inserts after the same character as they did, or where `choose` says,
 * between that character and the next one left.
 */
export function placeEdits(
  edits: readonly TextReplace[],
  runs: RetainedRuns,
  choose: (start: number, end: number) => number = (start) => start,
): TextReplace[] {
  const placed: TextReplace[] = [];
  for (const { offset, length, text } of edits) {
    if (text !== '') {
      const place = choose(placeOffset(offset, runs), placeOfNext(offset, runs));
      placed.push({ offset: place, length: 0, text });
    }
    for (const run of runsWithin(runs, offset, offset + length)) {
      placed.push({ offset: run.to, length: run.length, text: '' });
    }
  }
  return placed;
}

/** Where the place after the unit before `offset` is now. */
export function placeOffset(offset: number, runs: RetainedRuns): number {
  const run = runs[firstEndingFrom(runs, offset)];
  if (run !== undefined && run.from < offset) return run.to + (offset - run.from);
  const before = runs[firstEndingFrom(runs, offset) - 1];
  return before === undefined ? 0 : before.to + before.length;
}

/** Where the unit at `offset`, or the next one left, is now; Infinity after the last. */
function placeOfNext(offset: number, runs: RetainedRuns): number {
  const [next] = runsWithin(runs, offset, Infinity);
  return next?.to ?? Infinity;
}

/**
 * The runs of the text that `edits` made of the older one, once `placed` has been made to the present text and
 * `followed` are the older text's runs after it.
 */
export function runsAfter(
  edits: readonly TextReplace[],
  placed: readonly TextReplace[],
  followed: RetainedRuns,
): RetainedRuns {
  const runs: RetainedRun[] = [];
  const places = insertedPlaces(placed);
  let before = 0;
  let after = 0;
  const retain = (end: number) => {
    for (const { from, to, length } of runsWithin(followed, before, end)) {
      append(runs, { from: after + from - before, to, length });
    }
  };
  for (const { offset, length, text } of edits) {
    retain(offset);
    after += offset - before;
    before = offset + length;
    if (text === '') continue;
    append(runs, { from: after, to: places.shift() ?? 0, length: text.length });
    after += text.length;
  }
  retain(Infinity);
  return runs;
}

/** Where each inserted text is after all edits. */
function insertedPlaces(placed: readonly TextReplace[]): number[] {
  const places: number[] = [];
  let shift = 0;
  for (const { offset, length, text } of placed) {
    if (text !== '') places.push(offset + shift);
    shift += text.length - length;
  }
  return places;
}

/** The runs between two offsets of the older text, cut to fit. */
function* runsWithin(runs: RetainedRuns, start: number, end: number): Generator<RetainedRun> {
  for (let i = firstEndingFrom(runs, start + 1); i < runs.length; i++) {
    const run = runs[i];
    if (run === undefined || run.from >= end) return;
    const from = Math.max(run.from, start);
    const to = run.to + from - run.from;
    const length = Math.min(run.from + run.length, end) - from;
    if (length > 0) yield { from, to, length };
  }
}

/** The index of the first run that reaches up to `offset` of the older text, or beyond. */
function firstEndingFrom(runs: RetainedRuns, offset: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const run = runs[middle];
    if (run !== undefined && run.from + run.length < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keep(runs: RetainedRun[], run: RetainedRun, start: number, end: number, shift: number): void {
  if (end > start) append(runs, { from: run.from + start - run.to, to: start + shift, length: end - start });
}

/** Joins adjacent runs, so that there are only as many runs as changed places. */
function append(runs: RetainedRun[], run: RetainedRun): void {
  const last = runs.at(-1);
  if (last?.from === run.from - (last?.length ?? 0) && last.to + last.length === run.to) {
    runs[runs.length - 1] = { ...last, length: last.length + run.length };
  } else {
    runs.push(run);
  }
}
