import Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { RandomBytes } from '../random.ts';
import type { RoomCatalogue } from '../rooms/roomCatalogue.ts';
import { isHostAllowed } from '../socket/origin.ts';
import { addApiDocs } from './apiDocs.ts';
import { addHealthRoute, type Vitals } from './healthRoute.ts';
import { readJsonBody } from './jsonBody.ts';
import { answerProblems, ProblemError } from './problem.ts';
import { addRoomRoutes } from './roomRoutes.ts';

export interface AppParts {
  readonly config: Pick<Config, 'host' | 'publicUrl'>;
  readonly rooms: RoomCatalogue;
  readonly vitals: Vitals;
  readonly log: Log;
  readonly random: RandomBytes;
  readonly version: string;
}

/** The REST interface. */
export function createApp({ config, rooms, vitals, log, random, version }: AppParts): Koa {
  const router = new Router();
  addRoomRoutes(router, rooms);
  addHealthRoute(router, vitals, log);
  addApiDocs(router, version);

  const app = new Koa();
  // Koa's own line for what goes wrong while an answer is written, such as a client that has gone.
  app.on('error', (error: unknown) => log.debug({ err: error }, 'an answer could not be written'));
  app.use(setSecurityHeaders);
  app.use(answerProblems(log, random));
  app.use(refuseOtherHosts(config));
  app.use(readJsonBody());
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

const setSecurityHeaders: Middleware = (context, next) => {
  context.set('X-Content-Type-Options', 'nosniff');
  context.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  context.set('Referrer-Policy', 'no-referrer');
  return next();
};

function refuseOtherHosts(config: AppParts['config']): Middleware {
  return (context, next) => {
    if (isHostAllowed(context.req, config)) return next();
    throw new ProblemError(403, 'The relay is not known by this name; its operator has to set PUBLIC_URL.');
  };
}
