import { balanceOf } from './brackets.ts';

/**
 * Takes from the end of a text what stands behind the cursor already. Only what leaves no bracket of the text open, and
 * no half of a word.
 */
export function trimOverlap(text: string, lineAfter: string): string {
  const rest = lineAfter.trimEnd();
  for (let units = Math.min(rest.length, text.length); units > 0; units--) {
    if (!text.endsWith(rest.slice(0, units))) continue;
    const trimmed = text.slice(0, text.length - units);
    if (splitsWord(trimmed, rest)) continue;
    if (balanceOf(trimmed).open.length <= balanceOf(text).open.length) return trimmed;
  }
  return text;
}

function splitsWord(text: string, rest: string): boolean {
  return /[\p{L}\p{N}_$]$/u.test(text) && /^[\p{L}\p{N}_$]/u.test(rest);
}
