import { Readable } from 'node:stream';
import type { Context, Middleware } from 'koa';
import type { Account, Ledger } from '../costs/ledger.ts';
import type { Cost } from '../costs/rates.ts';
import { limitedAddress } from '../names/limitedAddress.ts';
import { RefusedError } from '../refusedError.ts';

/**
 * Writes down for each address what its requests cost: their number, the bytes of the answers, and the time of those that
 * take long (takeTurn.ts). Who has to wait is answered with 429, before anything is read for it; without a ledger nobody
 * has to.
 */
export function chargeRequests(ledger: Ledger | undefined): Middleware {
  if (ledger === undefined) return (_context, next) => next();
  return async (context, next) => {
    const account = ledger.accountOf(`address ${limitedAddress(context)}`);
    const charge = (cost: Cost, amount: number) => account.charge(cost, amount);
    const waitMs = Math.max(charge('requests', 0), charge('bytesSent', 0), charge('loopMs', 0));
    if (waitMs > 0) {
      context.set('Retry-After', String(Math.ceil(waitMs / 1_000)));
      throw RefusedError.of('tooManyRequests');
    }
    charge('requests', 1);
    accounts.set(context, account);
    await next();
    charge('bytesSent', context.body instanceof Readable ? context.length : writeJson(context));
  };
}

/** Whom this request is charged to; undefined where nobody is. */
export function accountOf(context: Context): Account | undefined {
  return accounts.get(context);
}

const accounts = new WeakMap<Context, Account>();

/** Writes the answer as Koa would, so that its length is known and it is written once. */
function writeJson(context: Parameters<Middleware>[0]): number {
  const { body } = context as { readonly body: unknown };
  if (typeof body !== 'object' || body === null) return 0;
  const json = JSON.stringify(body);
  context.type = 'json';
  context.body = json;
  return Buffer.byteLength(json);
}
