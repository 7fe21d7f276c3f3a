import type { Context, Middleware } from 'koa';
import { stopwatch } from '../costs/stopwatch.ts';
import type { LongWork } from '../costs/longWork.ts';
import { LONG_REQUEST_MS, UNNOTICED_MS } from '../limits.ts';
import { limitedAddress } from '../names/limitedAddress.ts';
import { RefusedError } from '../refusedError.ts';
import { accountOf } from './chargeRequests.ts';

/** For requests that may take the event loop long, whatever they ask: what follows waits for its turn. */
export function takeTurn(longWork: LongWork): Middleware {
  return async (context, next) => {
    if (await hasTurn(longWork, context)) await timed(longWork, context, next);
  };
}

/**
 * Resolves when long work may be done for this client; with false when it has hung up by then. Rejects with RefusedError
 * (`busy`) when too much waits.
 */
export async function hasTurn(longWork: LongWork, context: Context): Promise<boolean> {
  const holder = limitedAddress(context);
  longWork.serves(holder);
  if (!(await longWork.turn(holder))) throw RefusedError.of('busy');
  return !context.res.closed;
}

/** Does `work`, and writes down what it takes of the event loop, for this client, too. */
export async function timed(
  longWork: LongWork,
  context: Context,
  work: () => Promise<unknown>,
): Promise<void> {
  longWork.spent(LONG_REQUEST_MS);
  const spentMs = stopwatch();
  try {
    await work();
  } finally {
    // What others did between its awaits counts, too: nothing tells them apart.
    const ms = spentMs();
    longWork.spent((ms > UNNOTICED_MS ? ms : 0) - LONG_REQUEST_MS);
    accountOf(context)?.charge('loopMs', ms);
  }
}
