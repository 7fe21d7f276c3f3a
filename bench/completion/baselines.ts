import { isWordUnit } from '../../engine/lexLine.ts';
import type { StartSuggester } from './typingTask.ts';

/**
 * What an editor offers without any engine: the nearest word that begins with what is typed, in this file first, then
 * in the other open ones.
 */
export function wordSuggester(minTyped: number): StartSuggester {
  return textSuggester((text, offset, others) => {
    let start = offset;
    while (start > 0 && isWordUnit(text.charCodeAt(start - 1))) start--;
    const typed = text.slice(start, offset);
    if (typed.length < minTyped || /^\d/.test(typed) || isWordUnit(text.charCodeAt(offset))) return undefined;
    const above = longerWord(text, typed, start - 1, -1);
    const below = longerWord(text, typed, offset, 1);
    if (above !== undefined && (below === undefined || start - above.at <= 1.5 * (below.at - offset)))
      return above.word.slice(typed.length);
    if (below !== undefined) return below.word.slice(typed.length);
    for (const other of others) {
      const found = longerWord(other, typed, other.length, -1);
      if (found !== undefined) return found.word.slice(typed.length);
    }
    return undefined;
  });
}

/** The rest of the nearest line above that begins like the one that is typed, then of the lines of other files. */
export const lineSuggester: StartSuggester = textSuggester((text, offset, others) => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const typed = text.slice(start, offset).trimStart();
  if (typed === '') return undefined;
  for (const [where, from] of [
    [text, start - 1] as const,
    ...others.map((other) => [other, other.length] as const),
  ]) {
    for (
      let at = where.lastIndexOf(typed, from);
      at >= 0;
      at = at === 0 ? -1 : where.lastIndexOf(typed, at - 1)
    ) {
      const lineStart = where.lastIndexOf('\n', at - 1) + 1;
      if (where.slice(lineStart, at).trim() !== '' || at >= from) continue;
      const end = where.indexOf('\n', at);
      const rest = where.slice(at + typed.length, end < 0 ? undefined : end);
      if (rest !== '') return rest;
    }
  }
  return undefined;
});

function textSuggester(
  find: (text: string, offset: number, others: readonly string[]) => string | undefined,
): StartSuggester {
  return ({ before, after, others }) => {
    let text = before + after;
    const otherTexts = others.map((other) => other.text);
    return {
      edit: (offset, deleted, inserted) =>
        (text = text.slice(0, offset) + inserted + text.slice(offset + deleted)),
      suggest: (offset) => {
        const found = find(text, offset, otherTexts);
        return found === undefined ? undefined : { text: found, probability: undefined };
      },
    };
  };
}

function longerWord(
  text: string,
  typed: string,
  from: number,
  step: 1 | -1,
): { readonly word: string; readonly at: number } | undefined {
  let at = from;
  while (at >= 0) {
    at = step < 0 ? text.lastIndexOf(typed, at) : text.indexOf(typed, at);
    if (at < 0) return undefined;
    let end = at + typed.length;
    while (end < text.length && isWordUnit(text.charCodeAt(end))) end++;
    if (end > at + typed.length && (at === 0 || !isWordUnit(text.charCodeAt(at - 1))))
      return { word: text.slice(at, end), at };
    at += step;
  }
  return undefined;
}
