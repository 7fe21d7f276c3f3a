import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { inspect } from 'node:util';
import { RelayKey } from '../../relay/identity/relayKey.ts';
import { createMemoryRoomStore } from '../../relay/store/memoryRoomStore.ts';
import type { Problem } from '../../shared/api/problem.ts';
import type { RelayIdentity } from '../../shared/relay/relayIdentity.ts';
import { verifyRelay } from '../../shared/relay/verifyRelay.ts';
import { sendRaw, upgradeStatus } from './support/rawRequest.ts';
import { startTestRelay, type TestRelay, type TestRelayOptions } from './support/testRelay.ts';
import { connectWire } from './support/wireClient.ts';

const PUBLIC = 'https://relay.example/team';
const OTHER_COMPUTER = Object.values(networkInterfaces())
  .flat()
  .find((own) => own?.family === 'IPv4' && !own.internal)?.address;

describe('[U3] who a relay is', () => {
  const relays: TestRelay[] = [];
  afterEach(async () => {
    for (const { relay } of relays.splice(0)) await relay.stop();
  });

  async function start(options: TestRelayOptions = {}): Promise<TestRelay> {
    const relay = await startTestRelay(options);
    relays.push(relay);
    return relay;
  }

  const makeNonce = () => randomBytes(32).toString('base64url');

  async function ask(
    relay: TestRelay,
    address: string,
    headers: Record<string, string> = {},
    nonce = makeNonce(),
  ) {
    const query = new URLSearchParams({ nonce, address }).toString();
    const { status, text } = await sendRaw(relay.port, { path: `/health?${query}`, headers });
    const { relay: identity } = JSON.parse(text) as { relay: RelayIdentity };
    return { status, identity, nonce, address };
  }

  it('is its key: another start on the same database is the same relay, another database another one', async () => {
    const store = createMemoryRoomStore();
    const ids = [];
    for (const options of [{ store }, { store, publicUrl: PUBLIC }, {}]) {
      const { relay } = (await (await start(options)).health()) as { relay: RelayIdentity };
      assert.deepEqual(Object.keys(relay), ['id', 'public_key']);
      ids.push(relay.id);
    }
    assert.equal(ids[0], ids[1]);
    assert.notEqual(ids[0], ids[2]);
  });

  it('is proven by GET /health, and by the welcome of a client that asks', async () => {
    const relay = await start({ publicUrl: PUBLIC });
    const answer = await ask(relay, PUBLIC);
    const id = await verifyRelay(answer);
    assert.equal(id, answer.identity.id);

    const room = await relay.createRoom();
    const nonce = makeNonce();
    const query = `?control=1&${new URLSearchParams({ nonce, address: PUBLIC }).toString()}`;
    const client = await connectWire(relay.url, room.id, { query });
    const { message } = await client.heard('control', ({ message: { kind } }) => kind === 'welcome');
    assert.ok(message.kind === 'welcome' && message.relay !== undefined);
    assert.equal(await verifyRelay({ identity: message.relay, nonce, address: PUBLIC }), id);
    client.close();
  });

  it('is told without proof to a client that does not ask', async () => {
    const relay = await start();
    const client = await connectWire(relay.url, (await relay.createRoom()).id);
    const { message } = await client.heard('control');
    assert.ok(message.kind === 'welcome');
    assert.deepEqual(message.relay, (await relay.health()).relay);
    client.close();
  });

  const asked: [string, TestRelayOptions, (port: number) => string, 'signs' | 'does not sign'][] = [
    ['PUBLIC_URL', { publicUrl: `${PUBLIC}/` }, () => PUBLIC, 'signs'],
    [
      'PUBLIC_URL with its default port',
      { publicUrl: 'https://Relay.example:443' },
      () => 'https://relay.example',
      'signs',
    ],
    [
      'the host of PUBLIC_URL without its path',
      { publicUrl: PUBLIC },
      () => 'https://relay.example',
      'does not sign',
    ],
    [
      'another port of PUBLIC_URL',
      { publicUrl: PUBLIC },
      () => 'https://relay.example:8443/team',
      'does not sign',
    ],
    [
      'PUBLIC_URL without encryption',
      { publicUrl: PUBLIC },
      () => 'http://relay.example/team',
      'does not sign',
    ],
    ['loopback', {}, (port) => `http://127.0.0.1:${port}`, 'signs'],
    ['a loopback name', {}, (port) => `http://localhost:${port}`, 'signs'],
    ['loopback in IPv6', {}, (port) => `http://[::1]:${port}`, 'signs'],
    [
      'another port of this computer',
      {},
      (port) => `http://127.0.0.1:${port === 9_000 ? 9_001 : 9_000}`,
      'does not sign',
    ],
    ['a path of this computer', {}, (port) => `http://127.0.0.1:${port}/x`, 'does not sign'],
    ['loopback with https', {}, (port) => `https://127.0.0.1:${port}`, 'does not sign'],
    ['loopback with https behind a proxy', { trustProxy: 1 }, (port) => `https://127.0.0.1:${port}`, 'signs'],
    [
      'an address of this computer',
      { publicUrl: PUBLIC },
      (port) => `http://${OTHER_COMPUTER ?? ''}:${port}`,
      'signs',
    ],
    [
      'an address of another computer',
      { publicUrl: PUBLIC },
      (port) => `http://203.0.113.7:${port}`,
      'does not sign',
    ],
    ['another relay', { publicUrl: PUBLIC }, () => 'https://evil.example/team', 'does not sign'],
    ['a name in ALLOWED_HOSTS', { allowedHosts: ['b.example'] }, () => 'https://b.example', 'signs'],
    [
      'plain http to a name in ALLOWED_HOSTS',
      { allowedHosts: ['b.example'] },
      () => 'http://b.example',
      'signs',
    ],
    [
      'another port of a name in ALLOWED_HOSTS',
      { allowedHosts: ['b.example'] },
      () => 'https://b.example:8443',
      'does not sign',
    ],
    [
      'a port in ALLOWED_HOSTS',
      { allowedHosts: ['b.example:8443'] },
      () => 'https://b.example:8443',
      'signs',
    ],
    [
      'the default port where ALLOWED_HOSTS has another',
      { allowedHosts: ['b.example:8443'] },
      () => 'https://b.example',
      'does not sign',
    ],
    [
      'a name in ALLOWED_HOSTS with the path of PUBLIC_URL',
      { allowedHosts: ['b.example'], publicUrl: PUBLIC },
      () => 'https://b.example/team',
      'signs',
    ],
    [
      'a name in ALLOWED_HOSTS with another path',
      { allowedHosts: ['b.example'], publicUrl: PUBLIC },
      () => 'https://b.example/x',
      'does not sign',
    ],
  ];
  for (const [what, options, addressAt, outcome] of asked) {
    it(`${outcome} for ${what}`, async function () {
      if (OTHER_COMPUTER === undefined && what.endsWith('this computer')) this.skip();
      const relay = await start(options);
      const address = addressAt(relay.port);
      const host = isHere(address) ? { host: new URL(address).host } : undefined;
      const answer = await ask(relay, address, host);
      const id = answer.status === 200 ? await verifyRelay(answer) : undefined;
      assert.equal(id, outcome === 'signs' ? (await relay.health()).relay?.id : undefined);
    });
  }

  describe('is not lent to a hostile relay', () => {
    it('that passes the question on as it came', async () => {
      const relay = await start({ publicUrl: PUBLIC });
      const { identity } = await ask(relay, 'https://evil.example');
      assert.equal(identity.signature, undefined);
    });

    it('that puts the address of the honest relay in', async () => {
      const relay = await start({ publicUrl: PUBLIC });
      const { identity, nonce } = await ask(relay, PUBLIC);
      assert.equal(await verifyRelay({ identity, nonce, address: 'https://evil.example' }), undefined);
    });

    it('that says again what the honest relay once said', async () => {
      const relay = await start({ publicUrl: PUBLIC });
      const { identity } = await ask(relay, PUBLIC);
      assert.equal(await verifyRelay({ identity, nonce: makeNonce(), address: PUBLIC }), undefined);
    });

    it('that stands on another port of the same computer', async () => {
      const relay = await start();
      const hostile = await start();
      const { identity } = await ask(relay, hostile.url);
      assert.equal(identity.signature, undefined);
    });

    it('that stands on the computer of the victim, and has the name that the honest relay has at home', async () => {
      const relay = await start({ publicUrl: PUBLIC, trustProxy: 1, allowedHosts: ['localhost:9000'] });
      const home = `http://localhost:${relay.port}`;
      const host = new URL(home).host;
      for (const headers of [
        { host: 'relay.example' },
        { host, 'x-forwarded-for': '198.51.100.9' },
        { host, forwarded: 'for=198.51.100.9' },
        { host, via: '1.1 proxy' },
      ]) {
        for (const address of [home, 'http://localhost:9000']) {
          const { identity } = await ask(relay, address, headers);
          assert.equal(identity.signature, undefined, `${address} ${inspect(headers)}`);
        }
      }
      assert.ok((await ask(relay, home, { host })).identity.signature);
    });
  });

  for (const query of [
    'nonce=AAAAAAAAAAAAAAAAAAAAAA',
    'address=https://relay.example',
    'nonce=AAAA&address=https://relay.example',
    'nonce=AAAAAAAAAAAAAAAAAAAA%0AAA&address=https://relay.example',
    'nonce=AAAAAAAAAAAAAAAAAAAAAA&address=https://relay.example/',
    'nonce=AAAAAAAAAAAAAAAAAAAAAA&address=https://relay.example%0A',
    `nonce=AAAAAAAAAAAAAAAAAAAAAA&address=https://relay.example/${'x'.repeat(2_048)}`,
    'nonce=AAAAAAAAAAAAAAAAAAAAAA&address=',
  ]) {
    it(`answers 400 to ${query.slice(0, 70)}`, async () => {
      const relay = await start();
      const { status, text } = await sendRaw(relay.port, { path: `/health?${query}` });
      assert.equal(status, 400);
      assert.match((JSON.parse(text) as Problem).detail, /^Send .+\.$/);
      const room = (await relay.createRoom()).id;
      assert.equal(await upgradeStatus(relay.port, `/sync/${room}?control=1&${query}`), 400);
    });
  }

  it('keeps its private key to itself', async () => {
    const store = createMemoryRoomStore();
    const relay = await start({ store, publicUrl: PUBLIC });
    const kept = Buffer.from(await store.relayKey(new Uint8Array()));
    await ask(relay, PUBLIC);
    const shown = [
      inspect(await RelayKey.of(store), { depth: 9, showHidden: true }),
      JSON.stringify(await RelayKey.of(store)),
      JSON.stringify(relay.lines),
      ...(await Promise.all(
        ['/health', '/metrics', '/openapi.json', '/rooms'].map(async (path) =>
          (await relay.request('GET', path)).text(),
        ),
      )),
    ].join('\n');
    // Where in the DER the secret number is.
    const secret = kept.subarray(36, 68);
    for (const form of ['hex', 'base64', 'base64url', 'latin1'] as const)
      assert.ok(!shown.includes(secret.toString(form).slice(2, 30)), form);
  });
});

function isHere(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || /^[[\d]/.test(hostname);
}
