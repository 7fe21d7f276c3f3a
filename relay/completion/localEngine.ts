import type { Completion, CompletionEngine, CompletionRequest } from './engine.ts';
import { keywordsOf } from './keywords.ts';

/**
 * Completes the word before the cursor from the words of the code, the nearest before the cursor first, and from the
 * keywords of its language. Knows no grammar, asks nobody, and always gives the same answer.
 */
export const localEngine: CompletionEngine = {
  complete: (request) => Promise.resolve(completeWord(request)),
};

function completeWord({ code, cursor, language }: CompletionRequest): Completion {
  const before = code.slice(Math.max(0, cursor - BEFORE_UNITS), cursor);
  const after = code.slice(cursor, cursor + AFTER_UNITS);
  const start = WORD_AT_END.exec(before)?.[0] ?? '';
  // In the middle of a word there is nothing to insert.
  if (start === '' || WORD_AT_START.test(after)) return NOTHING;

  const endings = new Set<string>();
  const consider = (word: string) => {
    if (word.length > start.length && word.startsWith(start)) endings.add(word.slice(start.length));
  };
  wordsOf(before).reverse().forEach(consider);
  wordsOf(after).forEach(consider);
  keywordsOf(language).forEach(consider);
  if (endings.size === 0) return NOTHING;
  // One more than there are: the word may also be one that nobody has written yet.
  return { suggestions: [...endings].slice(0, MAX_SUGGESTIONS), confidence: 1 / (endings.size + 1) };
}

function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

const WORD = /[\p{L}_$][\p{L}\p{M}\p{N}_$]*/gu;
const WORD_AT_START = /^[\p{L}\p{M}\p{N}_$]/u;
/** Bounded, so that a megabyte of letters is not searched from each of them. */
const WORD_AT_END = /(?<![\p{L}\p{M}\p{N}_$])[\p{L}_$][\p{L}\p{M}\p{N}_$]{0,99}$/u;

const NOTHING: Completion = { suggestions: [], confidence: 0 };

/** More than these help nobody to choose. */
const MAX_SUGGESTIONS = 5;

/** How much around the cursor is read: what is farther away is rarely meant, and a large text must not take long. */
const BEFORE_UNITS = 64 * 1024;
const AFTER_UNITS = 16 * 1024;
