import type { Middleware } from 'koa';
import type { RelayNames } from '../names/relayNames.ts';
import { RefusedError } from '../refusedError.ts';

/** Answers 403 to what was not sent to this relay by a name of its own, /health and pages included. */
export function refuseOtherHosts(names: RelayNames): Middleware {
  return (context, next) => {
    const refusal = names.refusalOf(context.req);
    if (refusal === undefined) return next();
    throw new RefusedError(refusal);
  };
}

/**
 * Answers 403 to what a page of another origin would change. Reading is not refused: the browser keeps an answer from
 * other pages by itself, and an invite is a link in a chat.
 */
export function refuseOtherOrigins(names: RelayNames): Middleware {
  return (context, next) => {
    if (SAFE_METHODS.has(context.method)) return next();
    const origin = context.headers.origin ?? '';
    const isAllowed =
      origin === ''
        ? context.get('Sec-Fetch-Site') !== 'cross-site'
        : names.isOriginAllowed(origin, context.req);
    if (isAllowed) return next();
    throw RefusedError.of('pageMayNotChange');
  };
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
