import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { WebSocket } from 'ws';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

describe('[S1] pages that somebody visits', () => {
  let relay: TestRelay;
  let room: string;
  beforeEach(async () => {
    relay = await startTestRelay({
      allowedOrigins: ['https://ok.example'],
      publicUrl: 'https://relay.example',
    });
    room = (await relay.createRoom()).id;
  });
  afterEach(() => relay.relay.stop());

  /** 101, or the status of the refusal. */
  const upgrade = async (headers: Record<string, string>, path = `/sync/${room}`): Promise<number> => {
    const socket = new WebSocket(`${relay.url.replace('http', 'ws')}${path}`, { headers });
    socket.on('error', () => undefined);
    const refused = once(socket, 'unexpected-response').then(([, response]: unknown[]) => {
      return (response as http.IncomingMessage).statusCode ?? 0;
    });
    const status = await Promise.race([once(socket, 'open').then(() => 101), refused]);
    socket.terminate();
    return status;
  };

  it('lets programs in, and pages of the origins that are allowed', async () => {
    assert.equal(await upgrade({}), 101);
    assert.equal(await upgrade({ origin: 'https://ok.example' }), 101);
  });

  for (const origin of [
    'https://evil.example',
    'null',
    'https://OK.example',
    'http://ok.example',
    'https://sub.ok.example',
    'https://ok.example.evil.example',
    'https://ok.example:444',
  ]) {
    it(`answers 403 to the origin ${origin}, before anything is opened`, async () => {
      assert.equal(await upgrade({ origin }), 403);
      const { connections } = (await (await relay.request('GET', '/health')).json()) as {
        connections: number;
      };
      assert.equal(connections, 0);
    });
  }

  it('lets every origin in where * is allowed', async () => {
    const open = await startTestRelay({ allowedOrigins: ['*'] });
    const socket = new WebSocket(`${open.url.replace('http', 'ws')}/sync/x`, {
      origin: 'https://any.example',
    });
    await once(socket, 'open');
    socket.terminate();
    await open.relay.stop();
  });

  for (const [host, status] of [
    ['evil.example', 403],
    ['evil.example:8000', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost:1', 101],
    ['[::1]:1', 101],
    ['relay.example', 101],
  ] as const) {
    it(`answers ${status} on this computer to a request for the host ${host}`, async () => {
      assert.equal(await upgrade({ host }), status);
      const request = http.get({
        port: relay.port,
        host: '127.0.0.1',
        path: '/health',
        headers: { host },
        agent: false,
      });
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      response.resume();
      assert.equal(response.statusCode, status === 101 ? 200 : 403);
    });
  }

  it('answers 404 to upgrades elsewhere', async () => {
    for (const path of ['/', '/rooms', '/ws', '/ws/a/b', '/sync/a/b', '/sync'])
      assert.equal(await upgrade({}, path), 404);
  });
});
