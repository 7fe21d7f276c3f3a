import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getHeapStatistics } from 'node:v8';
import { runAfter } from '../shared/runAfter.ts';
import { Access } from './access/access.ts';
import type { Clock } from './clock.ts';
import { Ledger } from './costs/ledger.ts';
import { LongWork } from './costs/longWork.ts';
import { Rationed } from './costs/rationed.ts';
import { ratesFor } from './costs/rates.ts';
import type { Config } from './config.ts';
import type { RelayEngine } from './completion/relayEngine.ts';
import { RelayCompleter } from './completion/relayCompleter.ts';
import { createLocalEngine } from './completion/localEngine.ts';
import { createModel } from './completion/model/createModel.ts';
import { type AppConfig, createApp } from './http/createApp.ts';
import { OneAtATime } from './http/oneAtATime.ts';
import { RequestPace } from './http/requestPace.ts';
import { Introductions } from './identity/introduction.ts';
import type { RelayKey } from './identity/relayKey.ts';
import { HEADERS_TIMEOUT_MS, HTTP_STALL_MS, REQUEST_TIMEOUT_MS } from './limits.ts';
import type { Log } from './log.ts';
import { RelayNames } from './names/relayNames.ts';
import { type RandomBytes, systemRandom } from './random.ts';
import { createPrometheusMetrics } from './metrics/prometheus.ts';
import { Traffic } from './metrics/traffic.ts';
import { CommitQueue } from './rooms/commitQueue.ts';
import { DatabaseWatch } from './rooms/databaseWatch.ts';
import { DocumentBuilder } from './rooms/documents/documentBuilder.ts';
import { OpenRooms } from './rooms/openRooms.ts';
import { RoomMemory, roomMemoryFor } from './rooms/roomMemory.ts';
import { RoomCatalogue } from './rooms/roomCatalogue.ts';
import { Upgrades } from './socket/upgrade.ts';
import { stopGracefully } from './stopGracefully.ts';
import type { RoomStore } from './store/roomStore.ts';
import { visibleRooms } from './store/visibleRooms.ts';

export interface RelayParts {
  readonly config: AppConfig &
    Pick<Config, 'access' | 'teamKeys' | 'port' | 'messagesPerSecond' | 'connectionsPerAddress' | 'ai'>;
  readonly store: RoomStore;
  /** Who this relay is: the key in its store. */
  readonly key: RelayKey;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: RandomBytes;
  readonly engine?: RelayEngine;
  readonly version?: string;
  /** Where the packed extension of this version is, which may not be there. */
  readonly vsixFile?: string;
  /** What a client may take to send its request; as in limits.ts where nothing is said. */
  readonly timeouts?: { readonly headersMs: number; readonly requestMs: number };
}

export interface Relay {
  /** Resolves when clients can connect. */
  listen(): Promise<AddressInfo>;
  /** Where it listens; undefined before `listen` and after `stop`. */
  readonly address: AddressInfo | undefined;
  /** Ends gracefully and closes the store; resolves with whether everything was stored. May be called again. */
  stop(): Promise<'stored' | 'incomplete'>;
}

/** Puts a relay together. */
export function createRelay({
  config,
  store,
  key,
  clock,
  log,
  random = systemRandom,
  engine = createLocalEngine(),
  version = '0',
  vsixFile,
  timeouts = { headersMs: HEADERS_TIMEOUT_MS, requestMs: REQUEST_TIMEOUT_MS },
}: RelayParts): Relay {
  const names = new RelayNames(config);
  const introductions = new Introductions(key, names);
  const metrics = createPrometheusMetrics(() => performance.now());
  const commits = new CommitQueue({ store, clock, log, metrics: metrics.relay });
  const model = createModel(config.ai, () => clock.now());
  const now = () => metrics.relay.now();
  const ledger = new Ledger({ rates: ratesFor(config.messagesPerSecond), now });
  // Of real time, whatever tests do with the clock: what is counted is real.
  const afterRealMs = (ms: number, task: () => void) => runAfter(ms, task, now);
  const longWork = new LongWork({ steady: now, after: afterRealMs });
  const completions = { engine: config.ai.provider, model: model?.name ?? null };
  const documents = new DocumentBuilder({ clock, log });
  const roomParts = {
    documents,
    memory: new RoomMemory(roomMemoryFor(getHeapStatistics().heap_size_limit)),
    store: visibleRooms(store),
    commits,
    clock,
    log,
    random,
    metrics: metrics.relay,
    ledger,
    longWork,
    completions,
  };
  const openRooms = new OpenRooms(roomParts);
  const rooms = new RoomCatalogue(roomParts, openRooms);
  const access = new Access({
    mode: config.access,
    teamKeys: config.teamKeys,
    findRoom: (id) => rooms.describe(id),
  });
  const watch = new DatabaseWatch({ store, commits, rooms: openRooms, clock, log, now });
  const upgrades = new Upgrades({
    config,
    names,
    access,
    introductions,
    openRooms,
    ledger,
    longWork,
    metrics: metrics.relay,
    clock,
    log,
    random,
    now,
  });
  const rationed = <T>(name: string, make: () => Promise<T>): (() => Promise<T>) => {
    const ration = new Rationed({ make, account: ledger.accountOf(name), after: afterRealMs });
    return () => ration.ask();
  };
  const app = createApp({
    config,
    names,
    access,
    introductions,
    completer: new RelayCompleter({
      engine,
      model,
      limits: config.ai,
      metrics: metrics.service,
      clock,
      log,
      random,
    }),
    metrics: metrics.service,
    metricsPage: {
      contentType: metrics.contentType,
      expose: rationed('metrics', () =>
        metrics.expose({
          rooms: () => openRooms.size,
          participants: () => openRooms.countParticipants(),
          connections: () => upgrades.connectionCount,
          unstoredBytes: () => commits.bytes,
          traffic: () => traffic.total(),
        }),
      ),
    },
    rooms,
    ledger,
    longWork,
    vitals: {
      checkDatabase: rationed('health', () => watch.check()),
      roomCount: () => openRooms.size,
      connectionCount: () => upgrades.connectionCount,
    },
    clock,
    log,
    random,
    version,
    vsixFile,
  });
  const options = {
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    // Node looks every half minute otherwise, so that ten seconds were thirty.
    connectionsCheckingInterval: timeouts.headersMs / 10,
    // Some HTTP clients, such as Java's, offer to go on in HTTP/2 with every request; that is nothing to refuse.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
  };
  const handle = app.callback();
  const requests = new OneAtATime();
  const pace = new RequestPace({
    ledger: names.isForThisComputerAlone ? undefined : ledger,
    ...{ clock, trustProxy: config.trustProxy },
  });
  const server = createServer(options, (request, response) =>
    requests.take(request, response, () => pace.take(request, response, () => handle(request, response))),
  );
  server.setTimeout(HTTP_STALL_MS);
  const traffic = new Traffic(server);
  server.on('upgrade', upgrades.accept);

  let stopping: Promise<'stored' | 'incomplete'> | undefined;
  return {
    async listen() {
      const address = await listen(server, config.host, config.port);
      watch.start();
      return address;
    },
    get address() {
      return server.listening ? (server.address() as AddressInfo) : undefined;
    },
    stop: () =>
      (stopping ??= stopGracefully({
        server,
        watch,
        upgrades,
        openRooms,
        commits,
        documents,
        longWork,
        store,
        clock,
        log,
      })),
  };
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}
