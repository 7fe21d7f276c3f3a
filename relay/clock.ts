import { runAfter } from '../shared/runAfter.ts';

/** Time, so that tests can hold it. */
export interface Clock {
  /** The date: milliseconds since 1970. It jumps when somebody sets the computer's clock, so it measures nothing. */
  now(): number;
  /** Milliseconds that only grow, from some moment on. Measures durations, and is no date. */
  steady(): number;
  /** Runs `task` once the input that is waiting now has been read: at the end of this turn of the event loop. */
  soon(task: () => void): void;
  /** Runs `task` once `steady` says that `ms` have passed; the result cancels it. */
  after(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  soon: (task) => void setImmediate(task),
  after: (ms, task) => runAfter(ms, task, () => performance.now()),
};
