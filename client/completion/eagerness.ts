/**
 * What a wrong text costs, in keystrokes that a right one saves, by the setting's value. Those of the engine itself
 * (EAGERNESS in completionEngine.ts), without loading it.
 */
export const EAGERNESS_COSTS: ReadonlyMap<string, number> = new Map([
  ['eager', 1],
  ['normal', 1.5],
  ['quiet', 3],
]);
