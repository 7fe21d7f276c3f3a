import { setTimeout as wait } from 'node:timers/promises';

/** What `eventually` goes on waiting at. */
type NotYet = undefined | null | false | 0 | '';

/**
 * Asks again and again until `check` gives something truthy, and resolves with it. A check that throws is asked
 * again. Only for what has no event to wait for: another process, a screen. `what` completes "waited for ...".
 */
export async function eventually<T>(
  what: string,
  check: () => T | NotYet | Promise<T | NotYet>,
  timeoutMs = 30_000,
): Promise<T> {
  const start = Date.now();
  for (;;) {
    let cause: unknown;
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      cause = error;
    }
    if (Date.now() - start > timeoutMs) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause });
    }
    await wait(POLL_MS);
  }
}

const POLL_MS = 25;
