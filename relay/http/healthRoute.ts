import type Router from '@koa/router';
import type { Health } from '../../shared/api/health.ts';
import type { Clock } from '../clock.ts';
import { HEALTH_TIMEOUT_MS } from '../limits.ts';
import type { Log } from '../log.ts';

/** What the health check looks at. */
export interface Vitals {
  /** Rejects while the database cannot be written. */
  checkDatabase(): Promise<void>;
  roomCount(): number;
  connectionCount(): number;
}

/** 200 when the relay can work, 503 when it runs but cannot write into its database. */
export function addHealthRoute(router: Router, vitals: Vitals, clock: Clock, log: Log): void {
  router.get('/health', async (context) => {
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
