import assert from 'node:assert/strict';
import { maskPlan } from '../../client/diagnostics/maskPlan.ts';
import { type BindingPlan, bindingPlanSchema } from '../../client/diagnostics/plan.ts';
import { runBindingCase } from './bindingCase.ts';
import { LostCourseError, replayPlan } from './replayPlan.ts';
import { checkSeeds } from './seedRange.ts';

const ROUNDS = 300;

describe('plans that were recorded of bindings', function () {
  this.timeout('10 minutes');

  it('[B1] [B4] take the same course when they are replayed, from wherever the recording begins', () => {
    let plans = 0;
    checkSeeds('test/fuzz/recordedPlans.test.ts', 'take the same course', ROUNDS, (seed) => {
      for (const { plan, text } of record(seed)) {
        plans++;
        const read = bindingPlanSchema.parse(JSON.parse(JSON.stringify(plan)));
        assert.equal(replayPlan(read), text, 'the replay ends with the same shared text');
      }
    });
    assert.ok(plans > 0);
  });

  it('[B1] [B4] can be replayed without a word of what was written, but for a few', () => {
    let plans = 0;
    let lost = 0;
    checkSeeds('test/fuzz/recordedPlans.test.ts', 'without a word', ROUNDS, (seed) => {
      for (const { plan } of record(seed)) {
        const masked = maskPlan(plan);
        assert.doesNotMatch(JSON.stringify(masked), /[\u2460-\u247f\u4e00-\u9fff]/u);
        plans++;
        try {
          replayPlan(bindingPlanSchema.parse(JSON.parse(JSON.stringify(masked))));
        } catch (error) {
          if (!(error instanceof LostCourseError)) throw error;
          lost++;
        }
      }
    });
    console.log(`      ${lost} of ${plans} plans cannot be followed to the end`);
    assert.ok(plans < 100 || lost * 10 <= plans, `${lost} of ${plans} masked plans are of no use`);
  });
});

function record(seed: number): { plan: BindingPlan; text: string }[] {
  const recorded: { plan: BindingPlan; text: string }[] = [];
  runBindingCase(seed, { recorded: (plan, text) => recorded.push({ plan, text }) });
  return recorded;
}
