import { performance } from 'node:perf_hooks';
import { newTally, type Tally } from './tally.ts';
import type { StartSuggester, Suggestion, TypingTask } from './typingTask.ts';

/** Sees what is to be typed before each keystroke. */
export type BeforeKey = (upcoming: string) => void;

/**
 * Somebody types a task, reads every text that is shown, and takes it when it is right as a whole. The editor indents
 * new lines by itself, so that indentation costs nothing.
 */
export function typeTask(task: TypingTask, start: StartSuggester, beforeKey?: BeforeKey): Tally {
  const tally = newTally();
  const suggester = start(task);
  const { typed } = task;
  const base = task.before.length;
  let shownBefore: { readonly end: number; readonly text: string } | undefined;
  let at = 0;
  let editing = 0; // part of what a suggestion takes is to have followed the edit before it
  const insert = (text: string) => {
    const begun = performance.now();
    suggester.edit(base + at, 0, text);
    editing = performance.now() - begun;
    at += text.length;
  };
  while (at < typed.length) {
    beforeKey?.(typed.slice(at, at + MAX_UPCOMING));
    const begun = performance.now();
    const suggestion = suggester.suggest(base + at);
    tally.milliseconds.push(editing + performance.now() - begun);
    tally.positions++;
    if (suggestion !== undefined) {
      const { text } = suggestion;
      const isSame = shownBefore?.end === at + text.length && shownBefore.text.endsWith(text);
      const isRight = typed.startsWith(text, at);
      countShown(tally, suggestion, isRight, isSame);
      if (isRight) {
        const cost = keysOf(text);
        tally.keys += cost;
        tally.saved += cost - 1;
        insert(text);
        shownBefore = undefined;
        continue;
      }
      shownBefore = { end: at + text.length, text };
    } else shownBefore = undefined;
    tally.keys++;
    insert(/^\n[ \t]*(?=[^\s])|^[^]/.exec(typed.slice(at, at + MAX_UPCOMING))?.[0] ?? '');
  }
  return tally;
}

export function countShown(
  tally: Tally,
  { text, probability }: Suggestion,
  isRight: boolean,
  isSame: boolean,
): void {
  tally.shown++;
  if (!isSame) tally.episodes++;
  if (isRight) {
    tally.accepted++;
    tally.acceptedUnits += keysOf(text);
  } else tally.wrong++;
  if (probability !== undefined) tally.claims.push([probability, isRight]);
}

/** Keystrokes that a text takes; the indentation of its lines is the editor's. */
export function keysOf(text: string): number {
  return text.replace(/\n[ \t]+/g, '\n').length;
}

const MAX_UPCOMING = 600;
