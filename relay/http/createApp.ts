import Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { Access } from '../access/access.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { RandomBytes } from '../random.ts';
import type { Clock } from '../clock.ts';
import type { RelayCompleter } from '../completion/relayCompleter.ts';
import { COMPLETION_LIMIT_SECONDS, ROOM_LIMIT_SECONDS } from '../limits.ts';
import type { Ledger } from '../costs/ledger.ts';
import type { LongWork } from '../costs/longWork.ts';
import type { Introductions } from '../identity/introduction.ts';
import type { ServiceMetrics } from '../metrics/serviceMetrics.ts';
import type { RelayNames } from '../names/relayNames.ts';
import type { RoomCatalogue } from '../rooms/roomCatalogue.ts';
import { addApiDocs } from './apiDocs.ts';
import { addAutocompleteRoute } from './autocompleteRoute.ts';
import { chargeRequests } from './chargeRequests.ts';
import { allowOrigins } from './cors.ts';
import { countRequests } from './countRequests.ts';
import { createDoors, refuseKeysInAddresses } from './doors.ts';
import { addHealthRoute, type Vitals } from './healthRoute.ts';
import { addJoinPage } from './joinPage.ts';
import { addMetricsRoute, type MetricsPage } from './metricsRoute.ts';
import { addParticipantRoute } from './participantRoute.ts';
import { answerProblems } from './problem.ts';
import { askForWebSockets } from './askForWebSockets.ts';
import { limitRate } from './rateLimit.ts';
import { refuseOtherHosts, refuseOtherOrigins } from './refuseStrangers.ts';
import { addRoomRoutes } from './roomRoutes.ts';
import { addStartPage } from './startPage.ts';

/** What the REST interface is told from outside. */
export type AppConfig = Pick<
  Config,
  | 'host'
  | 'publicUrl'
  | 'allowedHosts'
  | 'allowedOrigins'
  | 'trustProxy'
  | 'roomsPerHour'
  | 'completionsPerMinute'
>;

export interface AppParts {
  readonly config: AppConfig;
  readonly names: RelayNames;
  readonly access: Access;
  readonly introductions: Introductions;
  readonly rooms: RoomCatalogue;
  readonly completer: RelayCompleter;
  readonly metrics: ServiceMetrics;
  readonly metricsPage: MetricsPage;
  readonly vitals: Vitals;
  /** What each address costs. */
  readonly ledger: Ledger;
  readonly longWork: LongWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
  readonly version: string;
  /** The packed extension of this version, which may not be there; undefined where there is none. */
  readonly vsixFile: string | undefined;
}

/** The REST interface. */
export function createApp(parts: AppParts): Koa {
  const {
    config,
    names,
    access,
    introductions,
    rooms,
    completer,
    metrics,
    metricsPage,
    vitals,
    ledger,
    longWork,
    clock,
    log,
    random,
    version,
    vsixFile,
  } = parts;
  // One spelling for each address: what a proxy keeps to itself cannot be had by a slash more or in capitals.
  const router = new Router({ strict: true, sensitive: true });
  const limitCreation = limitRate({
    points: names.isForThisComputerAlone ? 0 : config.roomsPerHour,
    seconds: ROOM_LIMIT_SECONDS,
    refusal: 'tooManyRooms',
  });
  const charge = chargeRequests(names.isForThisComputerAlone ? undefined : ledger);
  const doors = createDoors(access);
  addRoomRoutes(router, { rooms, names, doors, longWork, charge, limitCreation });
  addParticipantRoute(router, { rooms, doors, charge });
  addJoinPage(router, { rooms, access, names, vsixFile });
  addStartPage(router, { names, access, vsixFile, charge });
  const limit = limitRate({
    points: config.completionsPerMinute,
    seconds: COMPLETION_LIMIT_SECONDS,
    refusal: 'tooManyCompletions',
    onLimited: () => metrics.completed('limited'),
  });
  const limitEvents = limitRate({
    // Of one answer two or three things may be told.
    points: 3 * config.completionsPerMinute,
    seconds: COMPLETION_LIMIT_SECONDS,
    refusal: 'tooManyEvents',
  });
  addAutocompleteRoute(router, {
    ...{ completer, rooms, access, doors, metrics, longWork, log },
    ...{ limit, limitEvents },
  });
  addMetricsRoute(router, { page: metricsPage, access, names, charge });
  addHealthRoute(router, { vitals, introductions, clock, log });
  addApiDocs(router, version, names);

  // Without TRUST_PROXY nobody's X-Forwarded-For is believed; with it, only what that many proxies have added.
  const app = new Koa({ proxy: config.trustProxy > 0, maxIpsCount: config.trustProxy });
  // Koa's own line for what goes wrong while an answer is written, such as a client that has gone.
  app.on('error', (error: unknown) => log.debug({ err: error }, 'an answer could not be written'));
  app.use(setSecurityHeaders);
  app.use(countRequests(metrics));
  app.use(answerProblems(log, random, names));
  app.use(refuseOtherHosts(names));
  app.use(allowOrigins(config));
  app.use(refuseOtherOrigins(names));
  app.use(refuseKeysInAddresses);
  app.use(askForWebSockets);
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

const setSecurityHeaders: Middleware = (context, next) => {
  context.set('X-Content-Type-Options', 'nosniff');
  context.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  context.set('Cross-Origin-Resource-Policy', 'same-origin');
  context.set('Referrer-Policy', 'no-referrer');
  return next();
};
