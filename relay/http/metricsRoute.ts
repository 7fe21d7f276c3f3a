import type Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Access } from '../access/access.ts';
import { keyIn } from '../access/keyIn.ts';
import type { RelayNames } from '../names/relayNames.ts';
import { RefusedError } from '../refusedError.ts';

/** What Prometheus reads. */
export interface MetricsPage {
  readonly contentType: string;
  expose(): Promise<string>;
}

export interface MetricsRouteParts {
  readonly page: MetricsPage;
  readonly access: Access;
  readonly names: RelayNames;
  /** Runs before. */
  readonly charge: Middleware;
}

/** `GET /metrics`: counts alone, for programs of this computer and for holders of a team key. */
export function addMetricsRoute(router: Router, { page, access, names, charge }: MetricsRouteParts): void {
  router.get('/metrics', charge, async (context) => {
    if (!names.isFromThisComputer(context.req, context.ip) && !access.isTeamKey(keyIn(context.headers)))
      throw RefusedError.of('metricsWithoutKey');
    context.body = await page.expose();
    context.set('Content-Type', page.contentType);
    context.set('Cache-Control', 'no-store');
  });
}
