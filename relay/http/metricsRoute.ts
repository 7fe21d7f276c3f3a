import type Router from '@koa/router';
import type { Middleware } from 'koa';

/** What Prometheus reads. */
export interface MetricsPage {
  readonly contentType: string;
  expose(): Promise<string>;
}

/**
 * `GET /metrics`: counts alone, so whoever reaches the relay may read it; a proxy can keep it to those it concerns.
 * `charge` runs before.
 */
export function addMetricsRoute(router: Router, page: MetricsPage, charge: Middleware): void {
  router.get('/metrics', charge, async (context) => {
    context.body = await page.expose();
    context.set('Content-Type', page.contentType);
    context.set('Cache-Control', 'no-store');
  });
}
