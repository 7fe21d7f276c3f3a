import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { Pace } from './pace.ts';

describe('pace', () => {
  it('runs soon after the first request, and no more than fifteen times a second whoever moves', () => {
    const clock = new ManualClock();
    const runs: number[] = [];
    const pace = new Pace(clock, 66, () => runs.push(clock.now()));
    const start = clock.now();
    pace.ask();
    clock.advance(0);
    assert.deepEqual(runs, [start]);
    for (let moved = 0; moved < 1_000; moved++) {
      pace.ask();
      clock.advance(1);
    }
    assert.ok(runs.length > 10 && runs.length <= 16, `ran ${runs.length} times`);
    const asked = clock.now();
    pace.ask();
    clock.advance(100);
    assert.ok((runs.at(-1) ?? 0) >= asked, 'the last request was lost');
  });

  it('goes on when the clock of the computer is set back', () => {
    const clock = new ManualClock();
    const runs: number[] = [];
    const pace = new Pace(clock, 66, () => runs.push(clock.now()));
    pace.ask();
    clock.advance(0);
    clock.advance(-3_600_000);
    pace.ask();
    clock.advance(66);
    assert.equal(runs.length, 2);
  });

  it('does nothing once disposed', () => {
    const clock = new ManualClock();
    const pace = new Pace(clock, 66, () => assert.fail('ran'));
    pace.ask();
    pace.dispose();
    pace.ask();
    clock.advance(1_000);
    assert.equal(clock.pending, 0);
  });
});
