import { checkCases } from './checkCases.ts';
import { replaySavedPlan } from './savedPlan.ts';

/** About a minute on one core that is not busy otherwise. */
const SEEDS = 6_000;

describe('the binding under random histories', function () {
  this.timeout('30 minutes');

  const file = process.env['TANDEM_PLAN'];
  if (file) {
    it(`[B1] [B2] [B3] [B4] [B6] keeps its rules in ${file}`, () => {
      replaySavedPlan(file);
    });
    return;
  }

  it('[B1] [B2] [B3] [B4] [B6] keeps documents equal, all that is written in its place, and undo to one’s own', () => {
    checkCases({ seeds: SEEDS, operations: 0 });
  });
});
