import type Router from '@koa/router';
import type { Health } from '../../shared/api/health.ts';
import type { Clock } from '../clock.ts';
import { HEALTH_TIMEOUT_MS } from '../limits.ts';
import type { Introductions } from '../identity/introduction.ts';
import type { Log } from '../log.ts';
import { RefusedError } from '../refusedError.ts';

/** What the health check looks at. */
export interface Vitals {
  /** Rejects while the database cannot be written. */
  checkDatabase(): Promise<void>;
  roomCount(): number;
  connectionCount(): number;
}

export interface HealthParts {
  readonly vitals: Vitals;
  readonly introductions: Introductions;
  readonly clock: Clock;
  readonly log: Log;
}

/** 200 when the relay can work, 503 when it runs but cannot write into its database; and who the relay is. */
export function addHealthRoute(router: Router, { vitals, introductions, clock, log }: HealthParts): void {
  router.get('/health', async (context) => {
    const introduction = introductions.answer(context.req, new URLSearchParams(context.querystring));
    if ('problem' in introduction) throw new RefusedError(introduction.problem);
    const database = await answers(vitals, clock).then(
      () => 'ok' as const,
      (error: unknown) => {
        log.warn({ err: error }, 'the database cannot be written');
        return 'unavailable' as const;
      },
    );
    const health: Health = {
      status: database,
      database,
      rooms: vitals.roomCount(),
      connections: vitals.connectionCount(),
      relay: introduction.identity,
    };
    context.status = database === 'ok' ? 200 : 503;
    context.set('Cache-Control', 'no-store');
    context.body = health;
  });
}

/** Rejects when the database fails, and when it says nothing for a while. */
function answers(vitals: Vitals, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(HEALTH_TIMEOUT_MS, () => reject(new Error('no answer in time')));
    vitals.checkDatabase().finally(cancel).then(resolve, reject);
  });
}
