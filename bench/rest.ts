/**
 * REST with many rooms: `node bench/rest.ts [database url]` makes a thousand rooms, sends ten thousand lists and reads,
 * and prints how long they took, how many statements the store ran for each, and what became of the memory.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../relay/clock.ts';
import { readConfig } from '../relay/config.ts';
import { createRelay } from '../relay/createRelay.ts';
import { RelayKey } from '../relay/identity/relayKey.ts';
import { createLog } from '../relay/log.ts';
import { openRoomStore } from '../relay/store/openRoomStore.ts';
import type { RoomBody } from '../shared/api/rooms.ts';

const ROOMS = 1_000;
const REQUESTS = 10_000;
const CLIENTS = 8;
const CODE = 'print("a line of an ordinary program")\n'.repeat(100);

const folder = mkdtempSync(path.join(tmpdir(), 'tandem-bench-'));
const statements = countStatements();
const log = createLog('silent');
const store = await openRoomStore(process.argv[2] ?? `sqlite:///${path.join(folder, 'bench.db')}`, {
  sqliteSynchronous: 'full',
  warn: (message) => console.warn(message),
});
const relay = createRelay({
  config: {
    host: '127.0.0.1',
    port: 0,
    access: 'open',
    teamKeys: [],
    publicUrl: undefined,
    allowedOrigins: [],
    allowedHosts: [],
    trustProxy: 0,
    roomsPerHour: 0,
    messagesPerSecond: 0,
    connectionsPerAddress: 0,
    completionsPerMinute: 0,
    ai: readConfig([], {}).ai,
  },
  store,
  key: await RelayKey.of(store),
  clock: systemClock,
  log,
});
const { port } = await relay.listen();
const agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS });

const ids: string[] = [];
await measure('create', ROOMS, async () => {
  const body = JSON.stringify({ name: 'Bench', language: 'python', code: CODE });
  ids.push((JSON.parse(await send('POST', '/rooms', body)) as RoomBody).id);
});
await measure('list of 10', 100, () => send('GET', '/rooms?limit=10'));
await measure('list of 100', 100, () => send('GET', '/rooms?limit=100'));
await measure('list of 1000', 20, () => send('GET', '/rooms?limit=1000'));
for (let part = 1; part <= 4; part++)
  await measure(`${part}/4: 1 list, 9 reads`, REQUESTS / 4, (i) =>
    i % 10 === 0
      ? send('GET', `/rooms?limit=20&skip=${(i * 7) % ROOMS}`)
      : send('GET', `/rooms/${ids[(i * 13) % ids.length] ?? ''}`),
  );
await measure('autocomplete', 1_000, () =>
  send(
    'POST',
    '/autocomplete',
    JSON.stringify({ code: `${CODE}pri`, cursor_position: CODE.length + 3, language: 'python' }),
  ),
);

agent.destroy();
await relay.stop();
rmSync(folder, { recursive: true });

async function measure(
  what: string,
  count: number,
  request: (index: number) => Promise<unknown>,
): Promise<void> {
  const times: number[] = [];
  const before = statements.count;
  const start = performance.now();
  let next = 0;
  const client = async () => {
    for (let i = next++; i < count; i = next++) {
      const sent = performance.now();
      await request(i);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const seconds = (performance.now() - start) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)]?.toFixed(1) ?? '-';
  const { rss, heapUsed } = process.memoryUsage();
  const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)}`;
  console.log(
    `${what.padEnd(24)} ${Math.round(count / seconds)}/s`.padEnd(36) +
      `median ${at(0.5)} ms  99% ${at(0.99)} ms  ` +
      `SQL ${((statements.count - before) / count).toFixed(1)} each  heap ${mib(heapUsed)} rss ${mib(rss)} MiB`,
  );
}

function send(method: string, where: string, body?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = http.request(
      { port, host: '127.0.0.1', method, path: where, headers, agent },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if ((response.statusCode ?? 500) < 300) resolve(text);
          else reject(new Error(`${method} ${where}: ${response.statusCode ?? 0} ${text}`));
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Counts what SQLite runs; another database's statements are not seen. */
function countStatements(): { count: number } {
  const counted = { count: 0 };
  // It comes without types.
  const Database = createRequire(import.meta.url)('better-sqlite3') as new (file: string) => {
    prepare(sql: string): object;
  };
  const prototype = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as Record<
    string,
    (...parameters: unknown[]) => unknown
  >;
  for (const name of ['run', 'all', 'get']) {
    const original = prototype[name];
    if (original === undefined) continue;
    prototype[name] = function (this: unknown, ...parameters) {
      counted.count++;
      return original.apply(this, parameters);
    };
  }
  return counted;
}
