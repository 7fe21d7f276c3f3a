import type { Clock } from './ports.ts';

/** Runs `task` every `ms` milliseconds, until the caller calls the result. */
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
