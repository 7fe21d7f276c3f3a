import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { Pace } from './pace.ts';

describe('pace', () => {
  it('runs soon after the first request, and no more than fifteen times a second whoever moves', () => {
    const { clock, runs, pace, start } = started();
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

  it('rests after a dear run, and asking meanwhile does not shorten it', () => {
    const { clock, runs, pace, start } = started();
    pace.ask();
    pace.rest(300);
    for (let moved = 0; moved < 299; moved++) {
      pace.ask();
      clock.advance(1);
    }
    assert.deepEqual(runs, [start]);
    clock.advance(1);
    assert.deepEqual(runs, [start, start + 300]);
    pace.ask();
    clock.advance(66);
    assert.deepEqual(runs, [start, start + 300, start + 366]);
  });

  it('keeps its pace when the computer’s clock is set back', () => {
    const { clock, runs, pace } = started();
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

/** A pace that has just run once. */
function started(): { clock: ManualClock; runs: number[]; pace: Pace; start: number } {
  const clock = new ManualClock();
  const runs: number[] = [];
  const pace = new Pace(clock, 66, () => runs.push(clock.now()));
  const start = clock.now();
  pace.ask();
  clock.advance(0);
  return { clock, runs, pace, start };
}
