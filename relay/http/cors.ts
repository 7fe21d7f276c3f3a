import type { Middleware } from 'koa';
import type { Config } from '../config.ts';

/**
 * Lets pages of ALLOWED_ORIGINS use the REST interface, and no others: a browser keeps from them what we do not allow.
 * Never with credentials, as there are none.
 */
export function allowOrigins({ allowedOrigins }: Pick<Config, 'allowedOrigins'>): Middleware {
  return (context, next) => {
    context.vary('Origin');
    const origin = context.get('Origin');
    const isAllowed = origin !== '' && (allowedOrigins.includes('*') || allowedOrigins.includes(origin));
    if (!isAllowed) return next();
    context.set('Access-Control-Allow-Origin', allowedOrigins.includes('*') ? '*' : origin);
    if (context.method === 'OPTIONS' && context.get('Access-Control-Request-Method') !== '') {
      context.set('Access-Control-Allow-Methods', 'GET, HEAD, POST, PATCH, DELETE');
      context.set('Access-Control-Allow-Headers', 'Authorization, Content-Type');
      context.set('Access-Control-Max-Age', '600');
      context.status = 204;
      return undefined;
    }
    context.set('Access-Control-Expose-Headers', 'Link, Location, Retry-After, X-Request-Id, X-Total-Count');
    return next();
  };
}
