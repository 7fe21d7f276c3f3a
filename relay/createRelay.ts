import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createApp } from './http/createApp.ts';
import { HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS } from './limits.ts';
import type { Log } from './log.ts';
import { type RandomBytes, systemRandom } from './random.ts';
import { CommitQueue } from './rooms/commitQueue.ts';
import { OpenRooms } from './rooms/openRooms.ts';
import { RoomCatalogue } from './rooms/roomCatalogue.ts';
import { Upgrades } from './socket/upgrade.ts';
import { stopGracefully } from './stopGracefully.ts';
import type { RoomStore } from './store/roomStore.ts';

export interface RelayParts {
  readonly config: Pick<Config, 'host' | 'port' | 'publicUrl' | 'allowedOrigins'>;
  readonly store: RoomStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: RandomBytes;
  readonly version?: string;
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
  clock,
  log,
  random = systemRandom,
  version = '0',
}: RelayParts): Relay {
  const commits = new CommitQueue({ store, clock, log });
  const roomParts = { store, commits, clock, log, random };
  const openRooms = new OpenRooms(roomParts);
  const upgrades = new Upgrades({ config, openRooms, clock, log, random });
  const app = createApp({
    config,
    rooms: new RoomCatalogue(roomParts, openRooms),
    vitals: {
      pingDatabase: () => store.ping(),
      roomCount: () => openRooms.size,
      connectionCount: () => upgrades.connectionCount,
    },
    log,
    random,
    version,
  });
  const limits = { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
  const handle = app.callback();
  const server = createServer(limits, (request, response) => void handle(request, response));
  server.on('upgrade', upgrades.accept);

  let stopping: Promise<'stored' | 'incomplete'> | undefined;
  return {
    listen: () => listen(server, config.host, config.port),
    get address() {
      return server.listening ? (server.address() as AddressInfo) : undefined;
    },
    stop: () => (stopping ??= stopGracefully({ server, upgrades, openRooms, commits, store, clock, log })),
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
