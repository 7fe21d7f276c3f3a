import type Router from '@koa/router';

/** What Prometheus reads. */
export interface MetricsPage {
  readonly contentType: string;
  expose(): Promise<string>;
}

/** `GET /metrics`: counts alone, so whoever reaches the relay may read it; a proxy can keep it to those it concerns. */
export function addMetricsRoute(router: Router, page: MetricsPage): void {
  router.get('/metrics', async (context) => {
    context.body = await page.expose();
    context.set('Content-Type', page.contentType);
    context.set('Cache-Control', 'no-store');
  });
}
