import { BoostedTrees } from './boostedTrees.ts';
import stored from './calibrator.json' with { type: 'json' };
import { FEATURES } from './features.ts';

/** Tells how likely a candidate is; trained by `npm run train:completions`. */
export function calibrator(): BoostedTrees {
  return (loaded ??= new BoostedTrees(stored, FEATURES));
}

let loaded: BoostedTrees | undefined;
