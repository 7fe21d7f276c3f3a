import type { Middleware } from 'koa';
import type { ServiceMetrics } from '../metrics/serviceMetrics.ts';
import { routeOf } from './routeOf.ts';

/** Counts each request when it is answered, by the pattern of its route. */
export function countRequests(metrics: ServiceMetrics): Middleware {
  return async (context, next) => {
    const since = metrics.now();
    await next();
    const method = METHODS.has(context.method) ? context.method : 'other';
    metrics.answered({ method, route: routeOf(context) ?? 'none', status: context.status, since });
  };
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'PUT']);
