import assert from 'node:assert/strict';
import { generateWalk } from '../walk/generateWalk.ts';
import { PINNED_WALKS } from '../walk/pinnedWalks.ts';
import { walkSimulated } from '../walk/walkSimulated.ts';
import { chosenSeeds } from './seedRange.ts';

/** A walk of which less was done has shown nothing. */
const WELL_DONE = 0.7;
/** The delays of a pinned walk come from these. */
const PINNED_SEEDS = [1, 2, 3];
/** The same in every run; TANDEM_SEED and TANDEM_FUZZ_ROUNDS ask for others. */
const SEEDS = { first: 1, count: 40 };
const STEPS = 50;

describe('a walk over simulated windows', function () {
  this.timeout(600_000);

  for (const { title, steps } of PINNED_WALKS) {
    it(title, async () => {
      for (const seed of PINNED_SEEDS) {
        const { failure, counts } = await walkSimulated(steps, seed);
        assert.equal(failure, undefined, `after step ${failure?.at}: ${failure?.findings.join('; ')}`);
        assert.ok(
          counts.done > steps.length * WELL_DONE,
          `only ${counts.done} of ${steps.length} steps were done`,
        );
      }
    });
  }

  it('leaves every document in its room, and every room whole, whatever two people do', async () => {
    const { first, count } = chosenSeeds() ?? SEEDS;
    const done = { steps: 0, of: 0 };
    for (let seed = first; seed < first + count; seed++) {
      const steps = generateWalk(seed, STEPS);
      const { failure, counts } = await walkSimulated(steps, seed);
      done.steps += counts.done;
      done.of += steps.length;
      if (failure === undefined) continue;
      const repeat = `node test/walk/simulateWalks.ts --seeds 1 --from ${seed} --steps ${STEPS}`;
      assert.fail(
        `Seed ${seed}, after step ${failure.at}: ${failure.findings.join('; ')}. To repeat: ${repeat}`,
      );
    }
    assert.ok(done.steps > done.of * WELL_DONE, `only ${done.steps} of ${done.of} steps were done`);
  });
});
