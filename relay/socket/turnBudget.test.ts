import assert from 'node:assert/strict';
import { BYTES_OF_A_TURN, MESSAGES_OF_A_TURN, RESUMES_OF_A_TURN } from '../limits.ts';
import { TurnBudget } from './turnBudget.ts';

describe('what is read in one turn of the event loop', () => {
  const budgetWithEnd = () => {
    let end: () => void = () => undefined;
    const budget = new TurnBudget({ soon: (task) => (end = task) });
    return { budget, end: () => end() };
  };

  it('[H2] is as many bytes of medium messages as take no longer than many small ones', () => {
    const { budget, end } = budgetWithEnd();
    const taken = () => {
      const turns = Array.from({ length: 36 }, () => budget.take(undefined, 100_000));
      return turns.filter((turn) => turn !== undefined).length;
    };
    assert.ok(taken() * 100_000 < 2 * BYTES_OF_A_TURN);
    assert.notEqual(budget.take(undefined, 20), undefined, 'who types goes on');
    end();
    assert.ok(taken() > 0);
  });

  it('is at least one small message of each connection', () => {
    const { budget } = budgetWithEnd();
    for (let i = 0; i < MESSAGES_OF_A_TURN; i++) assert.equal(budget.take(0, 20), 0);
    assert.equal(budget.take(0, 20), undefined);
    assert.equal(budget.take(undefined, 20), 0);
  });
});

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
