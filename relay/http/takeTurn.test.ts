import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { eventually } from '../../test/support/eventually.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { LongWork } from '../costs/longWork.ts';
import { MAX_ARRIVING_BYTES } from '../costs/memoryLimits.ts';
import {
  COMPANY_MS,
  LONG_MESSAGE_BYTES,
  LONG_WORK_BURST_MS,
  LONG_WORK_MS_PER_SECOND,
  MAX_BODY_WAIT_MS,
} from '../limits.ts';
import { RefusedError } from '../refusedError.ts';
import { readJsonBody } from './jsonBody.ts';
import { takeTurn } from './takeTurn.ts';

const OWED_MS = 5_000;

describe('[H8] requests that may take long', () => {
  let clock: ManualClock;
  let longWork: LongWork;
  let server: Server;
  let url: string;
  let served: string[];

  beforeEach(async () => {
    clock = new ManualClock();
    longWork = new LongWork(clock);
    served = [];
    const app = new Koa();
    app.use(async (context, next) => {
      try {
        await next();
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        context.status = 503;
      }
    });
    app.use(async (context, next) => {
      const readBody = readJsonBody(longWork, (body) => 'code' in body);
      await (context.method === 'GET' ? takeTurn(longWork) : readBody)(context, next);
    });
    app.use((context) => {
      served.push(context.path);
      context.status = 204;
    });
    const handle = app.callback();
    server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Others have caused so much that long work waits, and somebody types. */
  const owe = () => {
    longWork.spent(LONG_WORK_BURST_MS + (OWED_MS / 1_000) * LONG_WORK_MS_PER_SECOND);
    const type = () => {
      longWork.serves('neighbour');
      clock.after(COMPANY_MS / 2, type);
    };
    type();
  };
  const post = (path: string, bytes: number) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'x'.repeat(bytes) }),
    });

  it('are served at once while there is time for them', async () => {
    assert.equal((await fetch(`${url}/list`)).status, 204);
    assert.equal((await post('/long', LONG_MESSAGE_BYTES)).status, 204);
  });

  it('wait for their turn, and those with a short body do not', async () => {
    owe();
    const waiting = [fetch(`${url}/list`), post('/long', LONG_MESSAGE_BYTES)];
    await eventually('both to wait', () => longWork.waiting === 2);
    assert.equal((await post('/short', 100)).status, 204);
    assert.deepEqual(served, ['/short']);
    clock.advance(2 * OWED_MS);
    for (const { status } of await Promise.all(waiting)) assert.equal(status, 204);
    assert.deepEqual(served.sort(), ['/list', '/long', '/short']);
  });

  it('[H2] wait for their turn with a short body that causes long work', async () => {
    owe();
    const waiting = fetch(`${url}/change`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"code":""}',
    });
    await eventually('it to wait', () => longWork.waiting === 1);
    assert.deepEqual(served, []);
    clock.advance(2 * OWED_MS);
    assert.equal((await waiting).status, 204);
  });

  it('are not done for who has hung up meanwhile', async () => {
    owe();
    const abort = new AbortController();
    const gone = fetch(`${url}/gone`, { signal: abort.signal }).catch(() => 'hung up');
    await eventually('it to wait', () => longWork.waiting === 1);
    abort.abort();
    assert.equal(await gone, 'hung up');
    await eventually('the server to hear of it', async () => (await connections(server)) === 0);
    clock.advance(2 * OWED_MS);
    await eventually('its turn', () => longWork.waiting === 0);
    assert.equal((await fetch(`${url}/next`)).status, 204);
    assert.deepEqual(served, ['/next']);
  });

  it('are refused when their body would have to wait for too long', async () => {
    const clients = [1, 2, 3, 4, 5, 6, 7].map((client) => `10.0.0.${client}`);
    for (const client of clients)
      longWork.arrivals.wait({ holder: client, bytes: MAX_ARRIVING_BYTES / 7, begin: () => undefined });
    const tooLong = post('/waits', LONG_MESSAGE_BYTES);
    await eventually('it to come', () => clock.pending > 0);
    clock.advance(MAX_BODY_WAIT_MS);
    assert.equal((await tooLong).status, 503);
    assert.equal((await post('/short', 100)).status, 204);
    assert.deepEqual(served, ['/short']);
  });

  it('are refused by a relay that stops', async () => {
    longWork.close();
    assert.equal((await fetch(`${url}/list`)).status, 503);
    assert.equal((await post('/long', LONG_MESSAGE_BYTES)).status, 503);
  });
});

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
