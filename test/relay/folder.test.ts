import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import type { CreatedRoomBody } from '../../shared/api/rooms.ts';
import { setUpFrontServers } from './support/frontServers.ts';
import { sendRaw } from './support/rawRequest.ts';
import { NO_ROOM_ID, startTestRelay, type TestRelay } from './support/testRelay.ts';
import { connectWire } from './support/wireClient.ts';

const FOLDER = '/tools/tandem';

describe('[U10] a relay in a folder of its host', () => {
  let relay: TestRelay;
  let base: string;
  const front = setUpFrontServers(() => relay.port);

  /** As `handle_path` of Caddy and a `proxy_pass` with a slash of nginx have it. */
  const stripped = (url = '') => {
    if (!url.startsWith(`${FOLDER}/`)) throw new Error(`${url} is outside of the folder`);
    return url.slice(FOLDER.length);
  };

  beforeEach(async () => {
    let escaped = '';
    const port = await front.serve(
      (request, response) => {
        if (request.url?.startsWith(`${FOLDER}/`) !== true) {
          escaped = request.url ?? '';
          response.writeHead(418).end(escaped);
          return;
        }
        request.url = stripped(request.url);
        front.forward(request, response);
      },
      (request, stream) => {
        request.url = stripped(request.url);
        front.pass(request, stream);
      },
    );
    base = port + FOLDER;
    relay = await startTestRelay({ publicUrl: base, trustProxy: 1 });
  });
  afterEach(() => relay.relay.stop());

  const createRoom = async (name = 'x') => {
    const body = JSON.stringify({ name, language: 'go' });
    const response = await fetch(`${base}/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.equal(response.status, 201);
    return { response, room: (await response.json()) as CreatedRoomBody };
  };

  it('leads to a new room, and from page to page of the list', async () => {
    const names = ['a', 'b', 'c'];
    for (const name of names) {
      const { response, room } = await createRoom(name);
      const location = new URL(response.headers.get('location') ?? '', response.url);
      assert.deepEqual(((await (await fetch(location)).json()) as { id: string }).id, room.id);
    }
    const seen: string[] = [];
    for (let next: URL | undefined = new URL(`${base}/rooms?limit=1&fields=summary`); next !== undefined;) {
      const page: Response = await fetch(next);
      assert.equal(page.status, 200);
      seen.push(...((await page.json()) as { name: string }[]).map(({ name }) => name));
      const [, link] = /^<(.*)>; rel="next"$/.exec(page.headers.get('link') ?? '') ?? [];
      next = link === undefined ? undefined : new URL(link, page.url);
    }
    assert.deepEqual(seen, names.reverse());
  });

  it('has an API page whose parts are all there', async () => {
    const page = await fetch(`${base}/docs`);
    const parts = [...(await page.text()).matchAll(/(?:href|src)="([^"]*)"/g)].map(([, part = '']) => part);
    assert.equal(parts.length, 4);
    for (const part of parts) assert.equal((await fetch(new URL(part, page.url))).status, 200, part);
    const start = await (await fetch(`${base}/docs/start.js`)).text();
    const [, description = ''] = /url: '([^']*)'/.exec(start) ?? [];
    const api = await fetch(new URL(description, page.url));
    const { servers } = (await api.json()) as { servers: { url: string }[] };
    assert.equal(servers[0]?.url, base);
    for (const { url } of servers) {
      const server = new URL(url, api.url).href.replace(/\/$/, '');
      assert.equal((await fetch(`${server}/health`)).status, 200, url);
    }
  });

  it('lets people edit, and tells those who miss where to go', async () => {
    const { room } = await createRoom();
    const client = await connectWire(base, room.id);
    await client.heard('step1');
    client.close();
    const { text } = await sendRaw(relay.port, { path: '/nothing' });
    assert.ok(text.includes(`${FOLDER}/docs lists`), text);
    const socket = net.connect(relay.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n');
    const refusal = Buffer.concat((await socket.toArray()) as Buffer[]).toString();
    assert.ok(refusal.includes(`${FOLDER}/sync/{room_id} and ${FOLDER}/ws/{room_id}`), refusal);
  });

  it('says no path in any answer that leads out of the folder', async () => {
    const { room } = await createRoom();
    await createRoom();
    const json = { 'content-type': 'application/json' };
    const asked: { method?: string; path: string; body?: string; headers?: Record<string, string> }[] = [
      ...[
        '/health',
        '/health?nonce=x',
        '/docs',
        '/docs/start.js',
        '/rooms',
        '/rooms?limit=1',
        '/rooms?limit=0',
      ],
      ...[
        '/rooms?limit=1&fields=summary',
        `/rooms/${room.id}`,
        `/rooms/${room.id}/participants`,
        `/rooms/${NO_ROOM_ID}`,
      ],
      ...[
        `/join/${room.id}`,
        `/join/${NO_ROOM_ID}`,
        '/',
        '/nothing',
        '/docs/',
        '/rooms/',
        '/sync',
        `/ws/${room.id}`,
      ],
    ].map((asked) => (typeof asked === 'string' ? { path: asked } : asked));
    asked.push(
      { method: 'POST', path: '/rooms', body: '{"name":"x","language":"go"}', headers: json },
      { method: 'POST', path: '/rooms', body: '{', headers: json },
      { method: 'POST', path: '/rooms', body: '{}', headers: json },
      { method: 'POST', path: '/rooms', body: 'x' },
      { method: 'PATCH', path: `/rooms/${room.id}`, body: '{"model_completions":true}', headers: json },
      { method: 'PUT', path: '/rooms', body: 'x' },
      {
        method: 'POST',
        path: '/autocomplete',
        body: '{"code":"","cursor_position":0,"language":"go"}',
        headers: json,
      },
      { path: '/health', headers: { host: 'evil.example' } },
      { method: 'DELETE', path: `/rooms/${room.id}`, headers: { origin: 'https://evil.example' } },
    );
    let found = 0;
    for (const sent of asked) {
      const { headers, text } = await sendRaw(relay.port, sent);
      const answer = [
        ...Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`),
        text,
      ].join('\n');
      for (const path of absolutePaths(answer)) {
        found++;
        assert.ok(path.startsWith(`${FOLDER}/`), `${sent.method ?? 'GET'} ${sent.path}: ${path}`);
      }
    }
    assert.ok(found >= 6, `only ${found} paths were found`);
  });

  it('finds paths where answers have them', () => {
    const answer =
      'location: /rooms/x\nlink: </rooms?skip=1>; rel="next"\n<a href="/docs/x.js"> url: \'/openapi.json\' see /docs lists';
    assert.deepEqual(absolutePaths(answer), [
      '/rooms/x',
      '/rooms?skip=1',
      '/docs/x.js',
      '/openapi.json',
      '/docs',
    ]);
    assert.deepEqual(absolutePaths('text/html; https://a.example/docs </h1><br /> vscode://x/join 1/2'), []);
  });
});

/** What in `answer` begins at the root of the host. */
function absolutePaths(answer: string): string[] {
  const withoutTags = answer.replaceAll(/<\/\w+>(?!; rel)/g, '');
  return [...withoutTags.matchAll(/(?<=["'(=<\s])\/[a-z][\w?=&./%{}-]*/g)].map(([path]) => path);
}
