import { difference, type DifferenceBounds } from '../../shared/text/difference.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';

/**
 * A small set of edits that makes `after` of `before`, as `difference` says. Takes bounded time: texts that differ too
 * much are replaced in one piece, and from `deadline` on every place is.
 */
export function textDifference(
  before: string,
  after: string,
  deadline = differenceDeadline(),
): TextReplace[] {
  return difference(before, after, RELAY_BOUNDS, deadline);
}

/** When a difference that begins now has taken long enough, by `performance.now()`. */
export function differenceDeadline(): number {
  return performance.now() + MAX_MS;
}

/** Everybody on the relay waits meanwhile. */
const MAX_MS = 300;

/** Above these, comparing takes longer than anybody gains from it. */
const RELAY_BOUNDS: DifferenceBounds = {
  maxUnitsWithoutLines: 10_000,
  maxCharacterUnits: 20_000,
  lines: { maxEditLength: 5_000, timeoutMs: 200 },
  characters: { maxEditLength: 1_000, timeoutMs: 100 },
};
