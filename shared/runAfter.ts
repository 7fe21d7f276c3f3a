/**
 * Runs `task` once, when `now` says that `ms` have passed; the result cancels it. Timers may go off up to a millisecond
 * early by the clock: who then asks whether it is time would hear that it is not, and wait for ever.
 */
export function runAfter(ms: number, task: () => void, now: () => number): () => void {
  const due = now() + ms;
  let timer: ReturnType<typeof setTimeout>;
  const wait = (left: number): void => {
    timer = setTimeout(() => {
      const stillLeft = due - now();
      if (stillLeft > 0) wait(stillLeft);
      else task();
    }, left);
  };
  wait(ms);
  return () => clearTimeout(timer);
}
