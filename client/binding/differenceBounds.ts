import type { DifferenceBounds } from '../../shared/text/difference.ts';

/** The editor waits for each comparison, so they are short. */
export const EDITOR_BOUNDS: DifferenceBounds = {
  maxUnitsWithoutLines: 2_000,
  maxCharacterUnits: 20_000,
  lines: { maxEditLength: 2_000, timeoutMs: 100 },
  characters: { maxEditLength: 400, timeoutMs: 100 },
};
