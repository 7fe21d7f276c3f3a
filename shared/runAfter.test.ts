import assert from 'node:assert/strict';
import { systemClock as windowClock } from '../extension/systemClock.ts';
import { systemClock as relayClock } from '../relay/clock.ts';
import { runAfter } from './runAfter.ts';

const TIMERS = 2_000;

for (const [whose, clock, now] of [
  ['a window', windowClock, () => windowClock.now()],
  ['the relay', relayClock, () => relayClock.steady()],
] as const) {
  describe(`the clock of ${whose}`, () => {
    it('runs nothing before its time has come, not by a part of a millisecond', async () => {
      const early: number[] = [];
      const timers = Array.from({ length: TIMERS }, (_, index) => {
        const ms = 1 + (index % 50) + index / TIMERS;
        return new Promise<void>((resolve) => {
          const from = now();
          clock.after(ms, () => {
            const left = from + ms - now();
            if (left > 0) early.push(left);
            resolve();
          });
        });
      });
      await Promise.all(timers);
      assert.deepEqual(early, []);
    });

    it('runs nothing that was cancelled', async () => {
      let ran = 0;
      clock.after(1, () => ran++)();
      await new Promise<void>((resolve) => clock.after(20, resolve));
      assert.equal(ran, 0);
    });
  });
}

it('what is cancelled while it waits for the rest of its time does not run', async () => {
  const clock = { ms: 0 };
  let ran = 0;
  const cancel = runAfter(
    10,
    () => ran++,
    () => clock.ms,
  );
  await new Promise((resolve) => setTimeout(resolve, 30)); // gone off, and found that by this clock nothing has passed
  cancel();
  clock.ms = 20;
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(ran, 0);
});
