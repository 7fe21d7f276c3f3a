import { runAfter } from '../shared/runAfter.ts';
import type { Clock } from '../client/ports.ts';

/** The time since this process has started, put behind the date of then: a date that is set later moves nothing. */
export const systemClock: Clock = {
  now,
  soon: typeof setImmediate === 'function' ? (task) => void setImmediate(task) : soonByMessage(),
  after: (ms, task) => runAfter(ms, task, now),
};

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** For browsers: a message to oneself. A timer would do too, but there waits at least 4 ms. */
function soonByMessage(): Clock['soon'] {
  const waiting: (() => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return (task) => {
    waiting.push(task);
    port2.postMessage(undefined);
  };
}
