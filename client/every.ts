import type { Clock } from './ports.ts';

/** Runs `task` each time that `ms` have passed, until the result is called. */
export function every(clock: Clock, ms: number, task: () => void): () => void {
  let stop = (): void => undefined;
  const wait = (): void => {
    stop = clock.after(ms, () => {
      wait();
      task();
    });
  };
  wait();
  return () => stop();
}
