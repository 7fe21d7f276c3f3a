import assert from 'node:assert/strict';
import fs from 'node:fs';
import type * as bindingModule from '../../client/binding/binding.ts';
import { importMutant } from '../support/mutant.ts';
import type * as caseModule from './bindingCase.ts';
import { runBindingCase } from './bindingCase.ts';
import type { CasePlan } from './casePlan.ts';
import { shrinkCase } from './checkCases.ts';
import { generateCase } from './generateCase.ts';
import { replayPlan } from './replayPlan.ts';
import { replaySavedPlan, savePlan } from './savedPlan.ts';
import { shrink } from './shrink.ts';

const REFUSED_EDITS_ARE_FORGOTTEN = {
  file: 'client/binding/exchange.ts',
  find: 'pending.flightRefused(flight);',
  replace: '',
};

describe('a failing history', function () {
  this.timeout('2 minutes');

  it('shrinks to what the failure needs, in its order', () => {
    const items = Array.from({ length: 100 }, (_, k) => k);
    const fails = (list: readonly number[]): boolean =>
      list.includes(7) && list.includes(50) && list.includes(99);
    assert.deepEqual(shrink(items, fails), [7, 50, 99]);
    assert.deepEqual(
      shrink(items, () => true),
      [],
    );
  });

  it('ends as a short list of operations that can be saved and replayed', async () => {
    const { runCasePlan } = await importMutant<typeof caseModule>(
      'test/fuzz/bindingCase.ts',
      REFUSED_EDITS_ARE_FORGOTTEN,
    );
    const plan = firstFailing(runCasePlan);
    const short = shrinkCase(plan, runCasePlan);
    assert.ok(short.operations.length <= 10, JSON.stringify(short.operations));
    assert.throws(() => runCasePlan(short));
    const file = savePlan(short, 'shrink.test.json');
    replaySavedPlan(file);
    fs.rmSync(file);
  });

  it('is seen in what was recorded of its binding alone', async () => {
    const { Binding: Mutant } = await importMutant<typeof bindingModule>(
      'client/binding/binding.ts',
      REFUSED_EDITS_ARE_FORGOTTEN,
    );
    let hasRefusals = false as boolean;
    for (let seed = 1; seed <= 20 && !hasRefusals; seed++) {
      runBindingCase(seed, {
        recorded: (plan) => {
          if (
            !plan.operations.some((operation) => operation.do === 'reply' && operation.result === 'rejected')
          )
            return;
          hasRefusals = true;
          assert.throws(() => replayPlan(plan, Mutant));
        },
      });
    }
    assert.ok(hasRefusals);
  });
});

function firstFailing(run: typeof caseModule.runCasePlan): CasePlan {
  for (let seed = 1; seed <= 50; seed++) {
    const plan = generateCase(seed);
    try {
      run(plan);
    } catch {
      return plan;
    }
  }
  throw new Error('The planted fault is not noticed within 50 seeds.');
}
