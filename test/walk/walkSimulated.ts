import type { Step } from './step.ts';
import { runWalk, type WalkEnd } from './runWalk.ts';
import { SimulatedDriver } from './simulatedDriver.ts';

/** Walks these steps in fresh simulated windows. The seed decides what is left to chance, such as delays. */
export async function walkSimulated(
  steps: readonly Step[],
  seed: number,
  onStep?: Parameters<typeof runWalk>[2],
): Promise<WalkEnd> {
  const driver = await SimulatedDriver.start(seed);
  try {
    return await runWalk(steps, driver, onStep);
  } finally {
    await driver.dispose();
  }
}

/**
 * The steps without those after which a known fault shows: [U3] a relay at another address is another relay, and
 * [U3b] what waits in the window of one folder is not there in the next.
 */
export function withoutKnownFaults(steps: readonly Step[]): Step[] {
  return steps.flatMap((step): Step[] => {
    if (step.kind === 'relayMove' || step.kind === 'openFolder') return [];
    return [step.kind === 'join' ? { ...step, address: 'number' } : step];
  });
}

/**
 * The shortest walk that it finds, made of these steps in their order, after which something is wrong. Drops ever
 * smaller pieces until nothing can be dropped, or until `maxTries` walks were tried.
 */
export async function shortenWalk(
  steps: readonly Step[],
  seed: number,
  maxTries = 150,
): Promise<readonly Step[]> {
  let kept = steps;
  let tries = 0;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let end = kept.length; end > 0 && tries < maxTries; end -= size) {
      const shorter = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
      tries++;
      const { failure } = await walkSimulated(shorter, seed);
      if (failure !== undefined) kept = shorter.slice(0, failure.at + 1);
    }
  }
  return kept;
}
