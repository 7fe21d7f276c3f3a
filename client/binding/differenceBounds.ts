import type { DifferenceBounds } from '../../shared/text/difference.ts';

/** The person's editor waits meanwhile, for each comparison. */
export const EDITOR_BOUNDS: DifferenceBounds = {
  maxUnitsWithoutLines: 2_000,
  maxCharacterUnits: 20_000,
  lines: { maxEditLength: 2_000, timeoutMs: 100 },
  characters: { maxEditLength: 400, timeoutMs: 100 },
};
