import assert from 'node:assert/strict';
import { RESUMES_OF_A_TURN } from '../limits.ts';
import { TurnBudget } from './turnBudget.ts';

describe('connections that were paused together', () => {
  it('are read again a few in each turn of the event loop, the first to come first', () => {
    const ends: (() => void)[] = [];
    const budget = new TurnBudget({ soon: (task) => ends.push(task) });
    const resumed: number[] = [];
    const count = 10 * RESUMES_OF_A_TURN + 1;
    for (let index = 0; index < count; index++) budget.resume(() => resumed.push(index));
    const before: number[] = [];
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      before.push(resumed.length);
      end();
    }
    assert.deepEqual(
      before.slice(0, 11),
      Array.from({ length: 11 }, (_, turn) => Math.min(count, (turn + 1) * RESUMES_OF_A_TURN)),
    );
    assert.deepEqual(
      resumed,
      Array.from({ length: count }, (_, index) => index),
    );
  });
});
