import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * Memory, processor, garbage collection and the lag of the event loop. One for the process and not for each relay in it,
 * since observing cannot be stopped; and only once somebody reads it, so that tests without metrics observe nothing.
 */
export function processRegistry(): Registry {
  if (shared === undefined) {
    shared = new Registry();
    collectDefaultMetrics({ register: shared });
  }
  return shared;
}

let shared: Registry | undefined;
