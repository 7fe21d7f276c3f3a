/**
 * Begins to measure; the result tells for how many milliseconds this thread has been busy since. A computer that is
 * shared with others makes work last longer, not more. Node below 23.9 cannot tell, and gives the time that has passed.
 */
export function stopwatch(): () => number {
  const [began, busyBefore] = [performance.now(), busyMs()];
  // Some systems count in steps of 4 ms, which may be more than has passed.
  return () => Math.min(performance.now() - began, busyMs() - busyBefore);
}

function busyMs(): number {
  if (typeof process.threadCpuUsage !== 'function') return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
