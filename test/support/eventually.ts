import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks again and again until `check` gives something other than undefined or false, and resolves with it. Only for
 * what has no event to wait for: another process, a screen. `what` completes "waited for ..." in the error.
 */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  const start = Date.now();
  for (;;) {
    let reason: unknown;
    try {
      const value = await check();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      reason = error;
    }
    if (Date.now() - start > timeoutMs) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: reason });
    }
    await wait(POLL_MS);
  }
}

const POLL_MS = 25;
