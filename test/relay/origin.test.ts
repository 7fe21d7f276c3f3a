import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { WebSocket } from 'ws';
import type { Problem } from '../../shared/api/problem.ts';
import { setUpFrontServers } from './support/frontServers.ts';
import { sendRaw, upgradeStatus } from './support/rawRequest.ts';
import { startTestRelay, type TestRelay, type TestRelayOptions } from './support/testRelay.ts';

const PUBLIC = 'https://relay.example';
const OWN_ADDRESS = Object.values(networkInterfaces())
  .flat()
  .find((own) => own?.family === 'IPv4' && !own.internal)?.address;

/** Every way in which a relay listens, and what it is told of its names. */
const WAYS = ['127.0.0.1', '0.0.0.0', '::'].flatMap((host) =>
  [{}, { publicUrl: PUBLIC }, { publicUrl: PUBLIC, trustProxy: 1 }, { allowedHosts: ['relay'] }].map(
    (names): TestRelayOptions => ({ host, ...names, allowedOrigins: ['https://ok.example'] }),
  ),
);

for (const options of WAYS) {
  const { host, publicUrl, trustProxy = 0, allowedHosts } = options;
  const isLocal = host === '127.0.0.1' && publicUrl === undefined;
  const hint = [host, publicUrl, trustProxy > 0 && 'behind a proxy', allowedHosts].filter(Boolean).join(', ');

  describe(`[S1] [H4] pages that somebody visits, with a relay at ${hint}`, () => {
    let relay: TestRelay;
    let room: string;
    beforeEach(async () => {
      relay = await startTestRelay(options);
      room = (await relay.createRoom('text')).id;
    });
    afterEach(() => relay.relay.stop());

    const upgrade = (headers: Record<string, string>, path = `/sync/${room}`) =>
      upgradeStatus(relay.port, path, headers);

    it('get in where their origin is allowed, as do programs and the pages of the relay', async () => {
      assert.equal(await upgrade({}), 101);
      assert.equal(await upgrade({ origin: 'https://ok.example' }), 101);
      assert.equal(await upgrade({ origin: relay.url }), 101);
      assert.equal(await upgrade({ origin: relay.url }, `/ws/${room}`), 101);
      assert.equal(await upgrade({ origin: PUBLIC }), publicUrl === undefined ? 403 : 101);
    });

    it('get 403 with any other origin, before anything is opened', async () => {
      for (const origin of [
        'https://evil.example',
        'null',
        'https://OK.example',
        'http://ok.example',
        'https://sub.ok.example',
        'https://ok.example.evil.example',
        'https://ok.example:444',
        `http://127.0.0.1:${relay.port + 1}`,
        `https://127.0.0.1:${relay.port}`,
        'http://evil.example',
      ])
        for (const path of [`/sync/${room}`, `/ws/${room}`])
          assert.equal(await upgrade({ origin }, path), 403, origin);
      assert.equal((await relay.health()).connections, 0);
    });

    it('reach it by its own names alone, whatever they ask for', async () => {
      const hosts: [string, boolean][] = [
        ['evil.example', false],
        [`evil.example:${relay.port}`, false],
        ['127.0.0.1.evil.example', false],
        ['relay.example.evil.example', false],
        ['203.0.113.9', false],
        ['localhost:1', true],
        ['LOCALHOST.', true],
        ['[::1]:1', true],
        ['127.0.0.1', true],
        ['relay.example', publicUrl !== undefined],
        ['RELAY.example.:443', publicUrl !== undefined],
        ['relay:8000', allowedHosts !== undefined],
        ...(OWN_ADDRESS === undefined ? [] : [[`${OWN_ADDRESS}:8000`, !isLocal] as [string, boolean]]),
      ];
      for (const [name, isKnown] of hosts) {
        assert.equal(await upgrade({ host: name }), isKnown ? 101 : 403, name);
        for (const path of [
          '/health',
          '/docs',
          '/docs/start.js',
          '/openapi.json',
          '/metrics',
          '/rooms',
          `/join/${room}`,
        ]) {
          const { status, text } = await sendRaw(relay.port, { path, headers: { host: name } });
          assert.equal(status, isKnown ? 200 : 403, `${name}${path}`);
          if (isKnown) continue;
          const { detail } = JSON.parse(text) as Problem;
          assert.match(detail, /ALLOWED_HOSTS/, path);
        }
        const nowhere = await sendRaw(relay.port, { path: '/nothing', headers: { host: name } });
        assert.equal(nowhere.status, isKnown ? 404 : 403, name);
        const preflight = await sendRaw(relay.port, {
          method: 'OPTIONS',
          path: '/rooms',
          headers: { host: name, origin: 'https://ok.example', 'access-control-request-method': 'POST' },
        });
        assert.equal(preflight.status, isKnown ? 204 : 403, name);
      }
    });

    it('serves a probe that sends no Host, as HTTP/1.0 allows', async () => {
      const socket = net.connect(relay.port, '127.0.0.1');
      socket.end('GET /health HTTP/1.0\r\n\r\n');
      assert.match(Buffer.concat((await socket.toArray()) as Buffer[]).toString(), /^HTTP\/1\.1 200 /);
    });

    it('change nothing, unless their origin is allowed or the relay’s own', async () => {
      const asked: [string, Record<string, string>, boolean][] = [
        ['a program', {}, true],
        ['an allowed page', { origin: 'https://ok.example', 'sec-fetch-site': 'cross-site' }, true],
        ['its own page', { origin: relay.url, 'sec-fetch-site': 'same-origin' }, true],
        ['a typed address', { 'sec-fetch-site': 'none' }, true],
        ['the page of PUBLIC_URL', { origin: PUBLIC }, publicUrl !== undefined],
        ['a page elsewhere', { origin: 'https://evil.example' }, false],
        ['another port here', { origin: 'http://127.0.0.1:1' }, false],
        ['a sandbox', { origin: 'null' }, false],
        ['a page that hides its origin', { 'sec-fetch-site': 'cross-site' }, false],
      ];
      for (const [who, headers, isTaken] of asked) {
        const send = (method: string, path: string, body?: unknown) =>
          sendRaw(relay.port, {
            method,
            path,
            headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
            body: body === undefined ? '' : JSON.stringify(body),
          });
        const { id } = await relay.createRoom('text');
        const created = await send('POST', '/rooms', { name: 'x', language: 'go' });
        assert.equal(created.status, isTaken ? 201 : 403, who);
        assert.equal((await send('PATCH', `/rooms/${id}`, { code: 'new' })).status, isTaken ? 200 : 403, who);
        assert.equal(await relay.codeOf(id), isTaken ? 'new' : 'text', who);
        assert.equal((await send('GET', `/rooms/${id}`)).status, 200, who);
        assert.equal((await send('GET', `/join/${id}`)).status, 200, who);
        assert.equal((await send('DELETE', `/rooms/${id}`)).status, isTaken ? 204 : 403, who);
        const asksModel = { code: '', cursor_position: 0, language: 'go' };
        assert.equal((await send('POST', '/autocomplete', asksModel)).status, isTaken ? 200 : 403, who);
      }
    });

    it('cannot load anything of it into themselves', async () => {
      for (const path of ['/health', '/docs/start.js', '/nothing', `/join/${room}`]) {
        const { headers } = await sendRaw(relay.port, { path });
        assert.equal(headers['cross-origin-resource-policy'], 'same-origin', path);
      }
    });

    it(`[H16] ${isLocal ? 'are kept out' : 'get in'} where somebody forwards the port`, async () => {
      for (const header of ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-proto']) {
        const headers = { host: 'localhost', [header]: 'x' };
        assert.equal(await upgrade(headers), isLocal ? 403 : 101, header);
        const { status, text } = await sendRaw(relay.port, { path: '/rooms', headers });
        assert.equal(status, isLocal ? 403 : 200, header);
        if (isLocal) assert.match(text, /This port is being forwarded\. Set PUBLIC_URL and TRUST_PROXY\./);
      }
    });

    it('[H15] have one spelling for each address, which a proxy can keep to itself', async () => {
      for (const path of [
        ...[
          '/metrics/',
          '/METRICS',
          '/Metrics',
          '//metrics',
          '/metrics//',
          '/%6detrics',
          '/metrics%2f',
          '/metrics;x',
          '/./metrics/',
        ],
        ...['/rooms/', '/ROOMS', '/docs/', '/health/', '/openapi.json/', `/rooms/${room}/`],
      ])
        assert.equal((await sendRaw(relay.port, { path })).status, 404, path);
      for (const path of [
        `/SYNC/${room}`,
        `/sync/${room}/`,
        '/',
        '/rooms',
        '/ws',
        '/ws/a/b',
        '/sync/a/b',
        '/sync',
      ])
        assert.equal(await upgrade({}, path), 404, path);
    });
  });
}

describe('[H4] a proxy in front of a relay', () => {
  let relay: TestRelay;
  const front = setUpFrontServers(() => relay.port);
  afterEach(() => relay.relay.stop());

  it('shows no name on an invite that it was told by a stranger', async () => {
    relay = await startTestRelay({ trustProxy: 1, allowedHosts: ['relay.example'] });
    const { id } = await relay.createRoom();
    const proxy = await front.serve((request, response) => {
      const { host = '', ...headers } = request.headers;
      request.headers = {
        ...headers,
        host: '127.0.0.1',
        'x-forwarded-host': host,
        'x-forwarded-proto': 'https',
      };
      front.forward(request, response);
    });
    const join = (host: string) =>
      sendRaw(Number(new URL(proxy).port), { path: `/join/${id}`, headers: { host } });
    const known = await join('relay.example');
    assert.equal(known.status, 200);
    assert.ok(known.text.includes('<code>https://relay.example</code>'));
    const strange = await join('evil.example');
    assert.equal(strange.status, 403);
    assert.ok(!strange.text.includes('evil.example'));
  });
});

describe('[S1] ALLOWED_ORIGINS=*', () => {
  it('lets every origin in', async () => {
    const open = await startTestRelay({ allowedOrigins: ['*'] });
    const socket = new WebSocket(`${open.url.replace('http', 'ws')}/sync/x`, {
      origin: 'https://any.example',
    });
    await once(socket, 'open');
    socket.terminate();
    const created = await open.request(
      'POST',
      '/rooms',
      { name: 'x', language: 'go' },
      { origin: 'https://any.example' },
    );
    assert.equal(created.status, 201);
    await open.relay.stop();
  });
});
