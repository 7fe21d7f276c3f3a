import type { Step } from './step.ts';
import { runWalk, type WalkEnd, type WalkFailure } from './runWalk.ts';
import { SimulatedDriver } from './simulatedDriver.ts';
import { World } from './world.ts';

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
 * The shortest walk that it finds, made of these steps in their order, that ends with the same kind of finding. Drops
 * ever smaller pieces until nothing can be dropped, or until `maxTries` walks were tried.
 */
export async function shortenWalk(
  steps: readonly Step[],
  seed: number,
  maxTries = 150,
): Promise<readonly Step[]> {
  const wanted = kindOf((await walkSimulated(steps, seed)).failure);
  let kept = steps;
  let tries = 0;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let end = kept.length; end > 0 && tries < maxTries; end -= size) {
      const shorter = possible([...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)]);
      tries++;
      const { failure } = await walkSimulated(shorter, seed);
      if (failure !== undefined && kindOf(failure) === wanted) kept = shorter.slice(0, failure.at + 1);
    }
  }
  return kept;
}

/** What is wrong, without names and tokens. */
function kindOf(failure: WalkFailure | undefined): string {
  return (failure?.findings[0] ?? '')
    .replace(/\[[^\]]*\]|\b(anna|ben)\b|\S*[.:]\S*|\br\d+\b|\d+/g, '')
    .slice(0, 40);
}

/** Those that can be done where the others before are left out. */
function possible(steps: readonly Step[]): Step[] {
  const world = new World();
  return steps.filter((step) => {
    const isAllowed = world.allows(step);
    world.apply(step);
    return isAllowed;
  });
}
