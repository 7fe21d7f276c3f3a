import type { Clock } from '../core/ports.ts';

/** The computer's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  soon: (task) => void setImmediate(task),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
