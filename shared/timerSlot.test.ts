import assert from 'node:assert/strict';
import { ManualClock } from '../test/support/manualClock.ts';
import { TimerSlot } from './timerSlot.ts';

describe('a timer slot', () => {
  let clock: ManualClock;
  let slot: TimerSlot;
  let ran: string[];

  beforeEach(() => {
    clock = new ManualClock();
    slot = new TimerSlot(clock);
    ran = [];
  });

  it('runs its task once, and is free by then', () => {
    slot.set(100, () => ran.push(`set: ${slot.isSet}`));
    assert.equal(slot.isSet, true);
    clock.advance(99);
    assert.deepEqual(ran, []);
    clock.advance(1_000);
    assert.deepEqual(ran, ['set: false']);
  });

  it('replaces the timer that runs', () => {
    slot.set(100, () => ran.push('first'));
    slot.set(200, () => ran.push('second'));
    assert.equal(clock.pending, 1);
    clock.advance(200);
    assert.deepEqual(ran, ['second']);
  });

  it('can be set anew by its own task', () => {
    slot.set(100, () => slot.set(100, () => ran.push('second')));
    clock.advance(100);
    assert.equal(slot.isSet, true);
    clock.advance(100);
    assert.deepEqual(ran, ['second']);
  });

  it('can be set again after it was cancelled', () => {
    slot.set(100, () => ran.push('cancelled'));
    slot.cancel();
    assert.deepEqual([slot.isSet, clock.pending], [false, 0]);
    slot.set(100, () => ran.push('again'));
    clock.advance(100);
    assert.deepEqual(ran, ['again']);
  });

  it('leaves no timer once it is disposed of, and takes none', () => {
    slot.set(100, () => ran.push('before'));
    slot.dispose();
    slot.set(100, () => ran.push('after'));
    assert.deepEqual([slot.isSet, clock.pending], [false, 0]);
    clock.advance(1_000);
    assert.deepEqual(ran, []);
  });
});
