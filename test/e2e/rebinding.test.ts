import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { setUpFrontServers } from '../relay/support/frontServers.ts';
import { startTestRelay, type TestRelay, type TestRelayOptions } from '../relay/support/testRelay.ts';
import { launchBrowser } from '../support/vscode/browser.ts';

const SECRET = 'text that no strange page may have';
const FRIEND = 'http://friend.example:4711';

const WAYS: Record<string, TestRelayOptions> = {
  'at 127.0.0.1': {},
  'at 0.0.0.0': { host: '0.0.0.0' },
  'at 0.0.0.0 with PUBLIC_URL, as in a container': { host: '0.0.0.0', publicUrl: 'https://relay.example' },
  'behind a proxy that keeps the Host': { publicUrl: 'https://relay.example', trustProxy: 1 },
  'behind a proxy that tells the Host': { publicUrl: 'https://relay.example', trustProxy: 1 },
};

describe('[H4] a page whose name was pointed at the relay', function () {
  this.timeout(120_000);
  let relay: TestRelay;
  let browser: Browser;
  let page: Page;
  const front = setUpFrontServers(() => relay.port);
  before(async () => {
    browser = await launchBrowser([
      '--host-resolver-rules=MAP *.example 127.0.0.1',
      // Not every browser asks before a page reaches this computer; here this one does not either.
      '--disable-features=LocalNetworkAccessChecks',
    ]);
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await relay.relay.stop();
  });
  after(() => browser.close());

  /** The address by which a browser reaches the relay, or the proxy in front of it. */
  async function start(way: string): Promise<URL> {
    relay = await startTestRelay({ ...WAYS[way], allowedOrigins: [FRIEND] });
    if (!way.startsWith('behind')) return new URL(relay.url);
    const address = await front.serve(
      (request, response) => {
        request.headers = asProxied(request.headers, way);
        front.forward(request, response);
      },
      (request, stream) => {
        request.headers = asProxied(request.headers, way);
        front.pass(request, stream);
      },
    );
    return new URL(address);
  }

  /** Opens a page of `origin`, which comes from here; whatever it asks for goes over the network. */
  async function visit(origin: string): Promise<void> {
    await page.route(`${origin}/attack`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>page</title>' }),
    );
    await page.goto(`${origin}/attack`);
  }

  for (const way of Object.keys(WAYS)) {
    it(`reads nothing and changes nothing of a relay ${way}`, async () => {
      const { port } = await start(way);
      const { id } = await relay.createRoom(SECRET);
      await visit(`http://evil.example:${port}`);
      const answers = await page.evaluate(tryEverything, { base: '', id });
      assert.deepEqual(new Set(answers.map(({ outcome }) => outcome)), new Set([403, 'closed']));
      for (const { text } of answers) assert.ok(!text.includes(SECRET) && !text.includes(id), text);
      assert.equal(await relay.codeOf(id), SECRET);
      assert.equal((await relay.request('GET', '/rooms')).headers.get('x-total-count'), '1');
    });

    it(`may do everything with a relay ${way} if its origin is allowed and it asks by a name of the relay`, async () => {
      const { port } = await start(way);
      const { id } = await relay.createRoom(SECRET);
      await visit(FRIEND);
      const host = way.startsWith('behind') ? 'relay.example' : '127.0.0.1';
      const answers = await page.evaluate(tryEverything, { base: `http://${host}:${port}`, id });
      assert.deepEqual(
        answers.map(({ outcome }) => outcome),
        [200, 200, 200, 200, 'opened', 'opened', 201, 200, 204],
      );
    });
  }

  it('changes nothing from an origin of its own either', async () => {
    const { origin } = await start('at 127.0.0.1');
    const { id } = await relay.createRoom(SECRET);
    await visit('http://evil.example:4711');
    const answers = await page.evaluate(tryEverything, { base: origin, id });
    for (const { text } of answers) assert.ok(!text.includes(SECRET), text);
    assert.deepEqual(new Set(answers.map(({ outcome }) => outcome)), new Set(['failed', 'closed']));
    // What a browser sends without asking first.
    await page.evaluate(
      (url) =>
        fetch(url, { method: 'POST', mode: 'no-cors', body: '{"name":"x","language":"go"}' }).catch(
          () => undefined,
        ),
      `${origin}/rooms`,
    );
    assert.equal(await relay.codeOf(id), SECRET);
    assert.equal((await relay.request('GET', '/rooms')).headers.get('x-total-count'), '1');
  });
});

function asProxied(headers: NodeJS.Dict<string | string[]>, way: string): NodeJS.Dict<string | string[]> {
  const { host } = headers;
  const told = way.endsWith('tells the Host') ? { host: '127.0.0.1', 'x-forwarded-host': host } : { host };
  return { ...headers, ...told, 'x-forwarded-for': '198.51.100.7' };
}

/** In the page: each way to the relay, and what came of it. */
async function tryEverything({ base, id }: { base: string; id: string }) {
  const ask = async (method: string, path: string, body?: object) => {
    try {
      const response = await fetch(base + path, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return { outcome: response.status as number | string, text: await response.text() };
    } catch (error) {
      return { outcome: 'failed', text: String(error) };
    }
  };
  const open = (path: string) =>
    new Promise<{ outcome: number | string; text: string }>((resolve) => {
      const socket = new WebSocket((base || location.origin).replace('http', 'ws') + path);
      socket.onopen = () => resolve({ outcome: 'opened', text: '' });
      socket.onclose = () => resolve({ outcome: 'closed', text: '' });
    });
  return [
    await ask('GET', '/rooms'),
    await ask('GET', `/rooms/${id}`),
    await ask('GET', '/health'),
    await ask('GET', `/join/${id}`),
    await open(`/sync/${id}`),
    await open(`/ws/${id}`),
    await ask('POST', '/rooms', { name: 'x', language: 'go' }),
    await ask('PATCH', `/rooms/${id}`, { code: 'defaced' }),
    await ask('DELETE', `/rooms/${id}`),
  ];
}
