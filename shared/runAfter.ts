/**
 * Runs `task` once `now` says that `ms` milliseconds have passed; the result cancels it. A timer may fire up to a
 * millisecond early by the clock. A task that then compares times would find itself too early, and nobody would call it
 * again.
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
