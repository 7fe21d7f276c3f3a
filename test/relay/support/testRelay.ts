import type { AddressInfo } from 'node:net';
import type { AccessMode } from '../../../relay/access/accessMode.ts';
import { systemClock, type Clock } from '../../../relay/clock.ts';
import type { RelayEngine } from '../../../relay/completion/relayEngine.ts';
import { type AiConfig, readConfig } from '../../../relay/config.ts';
import { createRelay, type Relay } from '../../../relay/createRelay.ts';
import { RelayKey } from '../../../relay/identity/relayKey.ts';
import type { Log } from '../../../relay/log.ts';
import { createMemoryRoomStore } from '../../../relay/store/memoryRoomStore.ts';
import type { RoomStore } from '../../../relay/store/roomStore.ts';
import type { Health } from '../../../shared/api/health.ts';
import type { CreatedRoomBody, RoomBody } from '../../../shared/api/rooms.ts';
import { request as requestOf } from './rest.ts';

export interface LogLine {
  readonly level: keyof Log;
  readonly details: unknown;
  readonly message: string;
}

/** A relay in this process. */
export interface TestRelay {
  readonly relay: Relay;
  readonly port: number;
  readonly url: string;
  readonly store: RoomStore;
  readonly lines: LogLine[];
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  createRoom(code?: string): Promise<CreatedRoomBody>;
  codeOf(id: string): Promise<string>;
  health(): Promise<Health>;
}

export interface TestRelayOptions {
  readonly store?: RoomStore;
  readonly clock?: Clock;
  /** Where it listens; 127.0.0.1 without it. */
  readonly host?: string;
  /** Open unless it is given. */
  readonly access?: AccessMode;
  /** As TEAM_KEYS has them. */
  readonly teamKeys?: string;
  readonly allowedOrigins?: string[];
  readonly allowedHosts?: string[];
  readonly publicUrl?: string;
  /** A free one unless it is given. */
  readonly port?: number;
  readonly engine?: RelayEngine;
  /** Where the packed extension is; none unless it is given. */
  readonly vsixFile?: string;
  /** The limits of requests are off unless they are given. */
  readonly trustProxy?: number;
  readonly roomsPerHour?: number;
  readonly messagesPerSecond?: number;
  readonly connectionsPerAddress?: number;
  readonly completionsPerMinute?: number;
  /** The local engine alone unless it is given. */
  readonly ai?: Partial<AiConfig>;
}

/** The id of a room that does not exist. */
export const NO_ROOM_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

export async function startTestRelay(options: TestRelayOptions = {}): Promise<TestRelay> {
  const { store = createMemoryRoomStore(), clock = systemClock, allowedOrigins = [], publicUrl } = options;
  const lines: LogLine[] = [];
  const relay = createRelay({
    config: {
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
      access: options.access ?? 'open',
      teamKeys: readConfig([], { TEAM_KEYS: options.teamKeys }).teamKeys,
      publicUrl,
      allowedOrigins,
      allowedHosts: readConfig([], { ALLOWED_HOSTS: options.allowedHosts?.join() }).allowedHosts,
      trustProxy: options.trustProxy ?? 0,
      roomsPerHour: options.roomsPerHour ?? 0,
      messagesPerSecond: options.messagesPerSecond ?? 0,
      connectionsPerAddress: options.connectionsPerAddress ?? 0,
      completionsPerMinute: options.completionsPerMinute ?? 0,
      ai: { ...readConfig([], {}).ai, ...options.ai },
    },
    ...(options.engine !== undefined && { engine: options.engine }),
    store,
    key: await RelayKey.of(store),
    clock,
    log: recordingLog(lines),
    version: '0.0.0-test',
    ...(options.vsixFile !== undefined && { vsixFile: options.vsixFile }),
  });
  const { port }: AddressInfo = await relay.listen();
  const url = `http://127.0.0.1:${port}`;
  const request: TestRelay['request'] = (method, path, body, headers) =>
    requestOf(url, method, path, body, headers);
  return {
    relay,
    port,
    url,
    store,
    lines,
    request,
    async createRoom(code = '') {
      const response = await request('POST', '/rooms', { name: 'Test', language: 'plaintext', code });
      if (response.status !== 201)
        throw new Error(`POST /rooms: ${response.status} ${await response.text()}`);
      return (await response.json()) as CreatedRoomBody;
    },
    health: async () => (await (await request('GET', '/health')).json()) as Health,
    async codeOf(id) {
      const response = await request('GET', `/rooms/${id}`);
      if (!response.ok) throw new Error(`GET /rooms/${id}: ${response.status}`);
      return ((await response.json()) as RoomBody).code;
    },
  };
}

/** A log that keeps its lines for the test to look at. */
export function recordingLog(lines: LogLine[] = []): Log {
  const write =
    (level: keyof Log) =>
    (details: unknown, message?: string): void => {
      lines.push({ level, details, message: message ?? String(details) });
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}
