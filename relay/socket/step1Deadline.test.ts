import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { STEP_1_DEADLINE_MS } from '../limits.ts';
import { expectStep1 } from './step1Deadline.ts';

describe('[S21] [H10] the deadline of a sync step 1', () => {
  let clock: ManualClock;
  let isSilent: boolean;
  let late: number;
  let cancel: () => void;
  beforeEach(() => {
    clock = new ManualClock();
    isSilent = true;
    late = 0;
    cancel = expectStep1(
      clock,
      () => isSilent,
      () => late++,
    );
  });

  it('tells of who is silent until then, and not before', () => {
    clock.advance(STEP_1_DEADLINE_MS - 1);
    assert.equal(late, 0);
    clock.advance(1);
    assert.equal(late, 1);
    assert.equal(clock.pending, 0);
  });

  it('lets what has come meanwhile be read first, after a pause of the whole process', () => {
    clock.after(STEP_1_DEADLINE_MS, () => (isSilent = false));
    clock.advance(STEP_1_DEADLINE_MS);
    assert.equal(late, 0);
  });

  it('leaves no timer when it is cancelled', () => {
    cancel();
    assert.equal(clock.pending, 0);
  });
});
