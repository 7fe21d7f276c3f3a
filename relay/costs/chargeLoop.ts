import type { Clock } from '../clock.ts';
import type { Account } from './ledger.ts';

/** Does `work`, and charges the time for which nobody else is served meanwhile. */
export function chargeLoop<T>(account: Account, clock: Clock, work: () => T): T {
  const began = clock.steady();
  const result = work();
  account.charge('loopMs', clock.steady() - began);
  return result;
}
