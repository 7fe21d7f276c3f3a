import assert from 'node:assert/strict';
import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { Heartbeat } from './heartbeat.ts';

describe('heartbeat', () => {
  const timers = new Set<() => void>();
  const clock: Clock = {
    now: () => 0,
    steady: () => 0,
    soon: (task) => task(),
    after: (ms, task) => {
      assert.equal(ms, HEARTBEAT_INTERVAL_MS);
      timers.add(task);
      return () => timers.delete(task);
    },
  };
  const tick = () => {
    const due = [...timers];
    timers.clear();
    for (const task of due) task();
  };
  const connection = () => {
    const calls = { beats: 0, cut: false };
    return { calls, beat: () => calls.beats++, terminate: () => (calls.cut = true) };
  };
  beforeEach(() => timers.clear());

  it('[F9] cuts off who gives no sign of life for three beats, and keeps who does', () => {
    const heartbeat = new Heartbeat(clock);
    const [dead, alive] = [connection(), connection()];
    heartbeat.watch(dead);
    heartbeat.watch(alive);
    for (let beat = 0; beat < HEARTBEAT_TIMEOUT_MS / HEARTBEAT_INTERVAL_MS; beat++) {
      assert.equal(dead.calls.cut, false);
      heartbeat.sawLifeOf(alive);
      tick();
    }
    assert.equal(dead.calls.cut, true);
    assert.deepEqual(alive.calls, { beats: 3, cut: false });
  });

  it('[F21] takes a long pause of the process for one beat: all its timers are due once', () => {
    const heartbeat = new Heartbeat(clock);
    const honest = connection();
    heartbeat.watch(honest);
    assert.equal(timers.size, 1);
    tick();
    assert.equal(timers.size, 1);
    assert.equal(honest.calls.cut, false);
  });

  it('[N8] has no timer when nobody is connected, or after stop', () => {
    const heartbeat = new Heartbeat(clock);
    const [a, b] = [connection(), connection()];
    heartbeat.watch(a);
    heartbeat.unwatch(a);
    assert.equal(timers.size, 0);
    heartbeat.watch(b);
    heartbeat.stop();
    assert.equal(timers.size, 0);
  });
});
