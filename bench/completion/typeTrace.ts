import { performance } from 'node:perf_hooks';
import type { TraceEvent } from './traceEvents.ts';
import { newTally, type Tally } from './tally.ts';
import { countShown } from './typeTask.ts';
import type { StartSuggester } from './typingTask.ts';

/**
 * Types what a recorded person typed. A text that is shown is taken when the person went on to type the whole of it in
 * one go; it saves the keystrokes that were recorded for it. Gives a tally for each 2,000 keystrokes.
 */
export function typeTrace(events: readonly TraceEvent[], language: string, start: StartSuggester): Tally[] {
  const suggester = start({ before: '', after: '', language, indentation: undefined, others: [] });
  const tallies = [newTally()];
  let text = '';
  let shownBefore: { readonly end: number; readonly text: string } | undefined;
  let editing = 0;
  const apply = ({ patches }: TraceEvent) => {
    const begun = performance.now();
    for (const [at, deleted, inserted] of patches) suggester.edit(at, deleted, inserted);
    editing = performance.now() - begun;
    for (const [at, deleted, inserted] of patches)
      text = text.slice(0, at) + inserted + text.slice(at + deleted);
  };
  for (let index = 0; index < events.length; index++) {
    const event = events[index]!;
    const typed = typedAt(event);
    if (typed === undefined) {
      if (!event.isRemote) shownBefore = undefined;
      apply(event);
      continue;
    }
    if (tallies.at(-1)!.keys >= KEYS_OF_A_TALLY) tallies.push(newTally());
    const tally = tallies.at(-1)!;
    const { upcoming, ends } = followTyping(events, index, typed, text);
    if (text.length > MIN_TEXT) {
      const begun = performance.now();
      const suggestion = suggester.suggest(typed);
      tally.milliseconds.push(editing + performance.now() - begun);
      tally.positions++;
      if (suggestion === undefined) shownBefore = undefined;
      else {
        const end = typed + suggestion.text.length;
        const isSame = shownBefore?.end === end && shownBefore.text.endsWith(suggestion.text);
        const covered = ends.filter(({ units }) => units <= suggestion.text.length);
        const isRight = upcoming.startsWith(suggestion.text) && covered.length > 0;
        countShown(tally, suggestion, isRight, isSame);
        shownBefore = isRight ? undefined : { end, text: suggestion.text };
        if (isRight) {
          tally.saved += covered.length - 1;
          tally.keys += covered.length;
          const last = covered.at(-1)!.index;
          for (; index < last; index++) apply(events[index]!);
          apply(events[last]!);
          continue;
        }
      }
    }
    tally.keys++;
    apply(event);
  }
  return tallies;
}

/** Where one key was typed: a character, or a newline with the indentation that the editor gave it. */
function typedAt({ patches, isRemote }: TraceEvent): number | undefined {
  const [patch, second] = patches;
  if (isRemote || patch === undefined || second !== undefined) return undefined;
  const [at, deleted, inserted] = patch;
  return deleted === 0 && /^(?:[^\n]|\n[ \t]*)$/u.test(inserted) ? at : undefined;
}

/** What the person types from one event on without going elsewhere, and where each key of it ends. */
function followTyping(
  events: readonly TraceEvent[],
  first: number,
  from: number,
  text: string,
): {
  readonly upcoming: string;
  readonly ends: readonly { readonly units: number; readonly index: number }[];
} {
  let upcoming = '';
  let caret = from;
  const ends: { units: number; index: number }[] = [];
  for (let index = first; index < events.length && index < first + MAX_KEYS_AHEAD; index++) {
    const { patches, isRemote } = events[index]!;
    if (isRemote) {
      for (const [at, deleted, inserted] of patches) if (at < caret) caret += inserted.length - deleted;
      continue;
    }
    const [patch, second] = patches;
    if (patch === undefined || second !== undefined) break;
    const [at, deleted, replaced] = patch;
    let inserted = replaced;
    if (deleted > 0) {
      // The editor completed a word: what was typed of it is replaced by the whole.
      const before = (text.slice(Math.max(0, from - deleted), from) + upcoming).slice(-deleted);
      if (at + deleted !== caret || !replaced.startsWith(before) || replaced.length === deleted) break;
      inserted = replaced.slice(deleted);
    } else if (at !== caret) break;
    if (inserted === '' || CLOSED_BY_EDITOR.has(inserted)) break;
    upcoming += inserted;
    caret += inserted.length;
    ends.push({ units: upcoming.length, index });
    if (inserted.length > MAX_TYPED_UNITS && !inserted.startsWith('\n')) break; // pasted
  }
  return { upcoming, ends };
}

const KEYS_OF_A_TALLY = 2_000;
/** In less text than this nothing can be found. */
const MIN_TEXT = 20;
const MAX_KEYS_AHEAD = 200;
const MAX_TYPED_UNITS = 40;
const CLOSED_BY_EDITOR = new Set(['()', '[]', '{}', '""', "''", '``']);
