/**
 * What a wrong text costs, in keystrokes that a right one saves, for each value of the setting. These are the
 * engine's own values (EAGERNESS in completionEngine.ts), without loading it.
 */
export const EAGERNESS_COSTS: ReadonlyMap<string, number> = new Map([
  ['eager', 1],
  ['normal', 1.5],
  ['quiet', 3],
]);
