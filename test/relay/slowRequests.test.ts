import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { systemClock } from '../../relay/clock.ts';
import { createRelay } from '../../relay/createRelay.ts';
import { HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS } from '../../relay/limits.ts';
import { RelayKey } from '../../relay/identity/relayKey.ts';
import { createMemoryRoomStore } from '../../relay/store/memoryRoomStore.ts';
import { readConfig } from '../../relay/config.ts';
import { recordingLog } from './support/testRelay.ts';

/** The relay's own, in a hundredth of the time. */
const TIMEOUTS = { headersMs: HEADERS_TIMEOUT_MS / 100, requestMs: REQUEST_TIMEOUT_MS / 100 };

const HALF: Record<string, string> = {
  nothing: '',
  'half of its headers': 'POST /rooms HTTP/1.1\r\nHost: localhost\r\n',
  'half of its body':
    'POST /rooms HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
};

describe('[H13] a request that does not come whole', function () {
  this.timeout(30_000);
  let relay: ReturnType<typeof createRelay>;
  let port: number;

  beforeEach(async () => {
    const config = { ...readConfig([], {}), port: 0 };
    const store = createMemoryRoomStore();
    const key = await RelayKey.of(store);
    const parts = { config, store, key, clock: systemClock, log: recordingLog() };
    relay = createRelay({ ...parts, timeouts: TIMEOUTS });
    ({ port } = await relay.listen());
  });
  afterEach(() => relay.stop());

  for (const [what, sent] of Object.entries(HALF)) {
    it(`ends its connection in time when there is ${what} of it`, async () => {
      const limit = what === 'half of its body' ? TIMEOUTS.requestMs : TIMEOUTS.headersMs;
      const reference = await startReference(limit);
      try {
        const [here, there] = await Promise.all([lifetime(port, sent), lifetime(reference.port, sent)]);
        // Node's own server with the same limit, which looks all the time.
        assert.ok(
          here < 2 * there + limit,
          `${here} ms, and ${there} ms of a server that looks all the time`,
        );
        assert.ok(here >= limit * 0.9, `${here} ms, before ${limit} were over`);
      } finally {
        reference.server.close();
      }
    });
  }
});

async function startReference(limitMs: number) {
  const server = http.createServer(
    { headersTimeout: limitMs, requestTimeout: limitMs, connectionsCheckingInterval: 10 },
    () => undefined,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** Milliseconds until the server ends a connection on which it was sent `text` and no more. */
async function lifetime(port: number, text: string): Promise<number> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const since = performance.now();
  socket.write(text);
  socket.on('error', () => undefined);
  socket.resume();
  await once(socket, 'close');
  return performance.now() - since;
}
