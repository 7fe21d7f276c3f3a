import assert from 'node:assert/strict';
import type { Ledger } from './ledger.ts';

/** Stands in front of what person `k` writes, where everybody keeps to a ground of their own. Nobody deletes it. */
export function groundMark(k: number): string {
  return String.fromCharCode(0x2460 + k);
}

/** Where person `k` may write: from behind the own mark to the line break in front of the next one. */
export function groundOf(text: string, k: number): { start: number; end: number } {
  const start = text.indexOf(groundMark(k)) + 1;
  const next = text.indexOf(groundMark(k + 1), start);
  if (next < 0) return { start, end: text.length };
  const hasReturn = text.charAt(next - 2) === '\r';
  return { start, end: next - (hasReturn ? 2 : 1) };
}

/** Everything that somebody wrote is on that person's ground, and nothing else is. */
export function checkGrounds(end: string, ledger: Ledger, authors: readonly unknown[]): void {
  for (const [k, author] of authors.entries()) {
    const { start, end: stop } = groundOf(end, k);
    assert.ok(start > 0, `the mark of person ${k} is there`);
    for (const character of end.slice(start, stop)) {
      const writer = ledger.authorOf(character);
      assert.ok(
        writer === undefined || writer === author || writer.hasGuessed,
        `[B2] person ${k}'s ground holds another's text`,
      );
    }
  }
}
