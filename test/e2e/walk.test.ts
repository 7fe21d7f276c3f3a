import assert from 'node:assert/strict';
import { planOfSeed } from '../walk/walkPlan.ts';
import { openRealWalk, type RealWalk } from './walk/realWalk.ts';
import { walkOnce } from './walk/walkOnce.ts';

/** Many kinds of steps, and few of those that take a window long. `npm run test:walk` takes other seeds. */
const SEED = 7657;
const STEPS = 40;

describe('a random walk of two people', () => {
  let walk: RealWalk;
  before(async () => (walk = await openRealWalk()));
  after(() => walk.close());

  it('every key reaches its room, or its window says that the document is not shared', async () => {
    const { counts, failure } = await walkOnce(planOfSeed(SEED, STEPS), walk);
    assert.deepEqual(failure?.findings ?? [], [], `after step ${failure?.at ?? 0} of seed ${SEED}`);
    // A walk in which little can be done finds little.
    assert.ok(counts.impossible <= 4, `${counts.impossible} steps were impossible`);
  });
});
