import type Router from '@koa/router';
import type { Health } from '../../shared/api/health.ts';
import type { Log } from '../log.ts';

/** What the health check looks at. */
export interface Vitals {
  pingDatabase(): Promise<void>;
  roomCount(): number;
  connectionCount(): number;
}

/** 200 when the relay can work, 503 when it runs but its database does not answer. */
export function addHealthRoute(router: Router, vitals: Vitals, log: Log): void {
  router.get('/health', async (context) => {
    const database = await vitals.pingDatabase().then(
      () => 'ok' as const,
      (error: unknown) => {
        log.warn({ err: error }, 'the database does not answer');
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
