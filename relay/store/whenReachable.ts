import type { Clock } from '../clock.ts';
import { StoreError } from './storeError.ts';

const PAUSE_MS = 1_000;

/** A relay that is being replaced needs a moment to end; one that is not will not. */
const IN_USE_PATIENCE_MS = 5_000;
const IN_USE_PAUSE_MS = 200;

/** How a database server that is not there, not yet there, or just starting is told by the drivers. */
const NOT_YET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  // PostgreSQL's cannot_connect_now: it reads its own log first.
  '57P03',
]);

export interface PatienceOptions {
  /** Given up after this, or sooner where another relay has the database; 0 asks once. */
  readonly patienceMs: number;
  readonly clock: Clock;
  /** Called once, before the first pause, with the longest that will be waited for what is wrong. */
  readonly onWait: (error: StoreError, patienceMs: number) => void;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

/**
 * Repeats `open` while the database server cannot be reached, for machines start their services in any order, and for a
 * moment while another relay has the database.
 */
export async function whenReachable<T>(open: () => Promise<T>, options: PatienceOptions): Promise<T> {
  const { clock, onWait, now = () => performance.now() } = options;
  let waitedMs = 0;
  for (let attempt = 1; ; attempt++) {
    const since = now();
    try {
      return await open();
    } catch (error) {
      // A refused attempt takes no time, and one that nobody answers takes many seconds.
      waitedMs += now() - since;
      const isTaken = isInUse(error);
      const patienceMs = isTaken ? Math.min(options.patienceMs, IN_USE_PATIENCE_MS) : options.patienceMs;
      if (!(isTaken || isNotYet(error)) || waitedMs >= patienceMs) throw error;
      if (attempt === 1) onWait(error, patienceMs);
      const pauseMs = isTaken ? IN_USE_PAUSE_MS : PAUSE_MS;
      waitedMs += pauseMs;
      await new Promise<void>((resolve) => void clock.after(pauseMs, resolve));
    }
  }
}

function isInUse(error: unknown): error is StoreError {
  return error instanceof StoreError && error.problem.kind === 'in-use';
}

function isNotYet(error: unknown): error is StoreError {
  if (!(error instanceof StoreError) || error.problem.kind !== 'failed') return false;
  const { code, reason } = error.problem;
  // node-postgres has no code for a server that hangs up, or does not answer, while it is greeted.
  return code === undefined ? /^Connection terminated|timeout/.test(reason) : NOT_YET.has(code);
}
