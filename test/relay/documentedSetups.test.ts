import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { newTeamKey } from '../../relay/access/teamKeys.ts';
import type { RelayIdentity } from '../../shared/relay/relayIdentity.ts';
import { verifyRelay } from '../../shared/relay/verifyRelay.ts';
import { type RelayProcess, startRelayProcess } from '../support/relayProcess.ts';
import { setUpFrontServers } from './support/frontServers.ts';
import { refusedStart } from './support/refusedStart.ts';
import { sendRaw, upgradeStatus } from './support/rawRequest.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const NAME = 'relay.example.org';

/** What docs/self-hosting.md says to set for a relay behind a proxy. */
const SELF_HOSTING = {
  PUBLIC_URL: /PUBLIC_URL=(https:[\w./]+)/.exec(read('docs/self-hosting.md'))?.[1] ?? '',
  TRUST_PROXY: /TRUST_PROXY=(\d)/.exec(read('docs/self-hosting.md'))?.[1] ?? '',
  TEAM_KEYS: newTeamKey('office', randomBytes) ?? '',
};

/** Who asks with it is of the team. */
const TEAM = { authorization: `Bearer ${SELF_HOSTING.TEAM_KEYS.replace('office:', '')}` };

/** How each documented proxy changes the headers of a request. */
const PROXIES = {
  /** reverse_proxy of Caddy, by its own documentation: it keeps the Host, and sets three headers. */
  Caddy: (headers: http.IncomingHttpHeaders) => ({
    ...headers,
    'x-forwarded-for': '198.51.100.7',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': headers.host,
  }),
  /** As the lines of deploy/nginx.conf say. */
  nginx: (headers: http.IncomingHttpHeaders) => {
    const values: Record<string, string> = {
      $host: (headers.host ?? '').replace(/:\d+$/, ''),
      $proxy_add_x_forwarded_for: '198.51.100.7',
      $scheme: 'https',
      $http_upgrade: headers.upgrade ?? '',
      $tandem_connection: headers.upgrade === undefined ? '' : 'upgrade',
    };
    const set = [...read('deploy/nginx.conf').matchAll(/^ *proxy_set_header (\S+) (\S+);/gm)].map(
      ([, name = '', value = '']): [string, string] => [
        name.toLowerCase(),
        values[value] ?? assert.fail(value),
      ],
    );
    return Object.fromEntries([...Object.entries(headers), ...set].filter(([, value]) => value !== ''));
  },
};

/** What a test cannot have: the database's folder, the database server, Redis. */
const ELSEWHERE = new Set(['DATABASE_URL', 'REDIS_URL', 'SECRET_KEY', 'PORT']);

interface Setup {
  readonly environment: Record<string, string>;
  readonly proxy?: keyof typeof PROXIES;
  /** Hosts by which others ask the relay directly, and whether it answers. */
  readonly asked: Record<string, boolean>;
}

const HERE = { '127.0.0.1:8000': true, 'localhost:8000': true, 'evil.example': false };

const SETUPS: Record<string, Setup> = {
  'npm start': { environment: {}, asked: { ...HERE, [NAME]: false } },
  'systemd behind Caddy': { environment: { ...systemd(), ...SELF_HOSTING }, proxy: 'Caddy', asked: HERE },
  'systemd behind nginx': { environment: { ...systemd(), ...SELF_HOSTING }, proxy: 'nginx', asked: HERE },
  'docker run behind Caddy': {
    environment: { ...dockerfile(), ...SELF_HOSTING },
    proxy: 'Caddy',
    asked: HERE,
  },
  'docker compose behind nginx': {
    environment: { ...dockerfile(), ...compose(SELF_HOSTING) },
    proxy: 'nginx',
    asked: { ...HERE, 'relay:8000': false },
  },
  'docker compose with a service that asks by name': {
    environment: { ...dockerfile(), ...compose({ ALLOWED_HOSTS: 'relay:8000', ACCESS: 'open' }) },
    asked: { ...HERE, 'relay:8000': true },
  },
};

const ADDRESSES = { PUBLIC_URL: SELF_HOSTING.PUBLIC_URL, TRUST_PROXY: SELF_HOSTING.TRUST_PROXY };

/** What relays of 0.1.0 that others reach had set. */
const UPGRADED: Record<string, Record<string, string>> = {
  'a relay for every network': { HOST: '0.0.0.0' },
  'systemd behind a proxy': { ...systemd(), ...ADDRESSES },
  'docker run': { ...dockerfile(), ...ADDRESSES },
  'docker compose': { ...dockerfile(), ...compose(ADDRESSES) },
};

describe('set-ups that the documentation has', function () {
  this.timeout(120_000);
  let bundle: RelayBundle;
  let relay: RelayProcess;
  const front = setUpFrontServers(() => relay.port);
  before(async () => {
    bundle = await buildRelayBundle('setups');
  });
  afterEach(() => relay.dispose());
  after(() => bundle.remove());

  const proxied = (proxy: keyof typeof PROXIES) =>
    front.serve(
      (request, response) => {
        request.headers = PROXIES[proxy](request.headers);
        front.forward(request, response);
      },
      (request, stream) => {
        request.headers = PROXIES[proxy](request.headers);
        front.pass(request, stream);
      },
    );

  for (const [name, { environment, proxy, asked }] of Object.entries(SETUPS)) {
    it(`[H4] ${name}: people and probes reach it as documented, and nobody else does`, async () => {
      relay = await startRelayProcess({ bundle: bundle.file, environment });
      for (const [host, isAnswered] of Object.entries(asked)) {
        const { status } = await sendRaw(relay.port, { path: '/health', headers: { host } });
        assert.equal(status, isAnswered ? 200 : 403, host);
      }
      if (proxy === undefined) return;

      const port = Number(new URL(await proxied(proxy)).port);
      const headers = { host: NAME };
      const nonce = randomBytes(16).toString('base64url');
      const address = SELF_HOSTING.PUBLIC_URL;
      const query = new URLSearchParams({ nonce, address }).toString();
      const health = await sendRaw(port, { path: `/health?${query}`, headers });
      assert.equal(health.status, 200);
      const { relay: identity } = JSON.parse(health.text) as { relay: RelayIdentity };
      assert.equal(await verifyRelay({ identity, nonce, address }), identity.id);

      const create = (keys: Record<string, string>) =>
        sendRaw(port, {
          method: 'POST',
          path: '/rooms',
          headers: { ...headers, ...keys, 'content-type': 'application/json', origin: `https://${NAME}` },
          body: '{"name":"x","language":"go"}',
        });
      assert.equal((await create({})).status, 401);
      const created = await create(TEAM);
      assert.equal(created.status, 201, created.text);
      const { id } = JSON.parse(created.text) as { id: string };
      assert.equal((await sendRaw(port, { path: '/metrics', headers })).status, 401);
      const page = await sendRaw(port, { path: `/join/${id}`, headers });
      assert.ok(page.text.includes(`<code>https://${NAME}</code>`));
      assert.equal(await upgradeStatus(port, `/sync/${id}`, headers), 101);
      assert.equal(await upgradeStatus(port, `/sync/${id}`, { host: 'evil.example' }), 403);
      const evil = await sendRaw(port, { path: `/rooms/${id}`, headers: { host: 'evil.example' } });
      assert.equal(evil.status, 403);
    });
  }

  for (const [name, environment] of Object.entries(UPGRADED)) {
    it(`[S40] ${name}, as 0.1.0 had it, ends with 78 and says what to set; with it, it starts`, async () => {
      const given = { DATABASE_URL: 'sqlite::memory:', PORT: '0', ...environment };
      const { code, stdout, stderr } = await refusedStart(bundle.file, { environment: given });
      assert.deepEqual([code, stdout], [78, '']);
      assert.equal(stderr, 'Set TEAM_KEYS; this makes one: node dist/relay.js --new-team-key NAME\n');
      for (const line of [{ TEAM_KEYS: SELF_HOSTING.TEAM_KEYS }, { ACCESS: 'open' }]) {
        relay = await startRelayProcess({ bundle: bundle.file, environment: { ...environment, ...line } });
        assert.equal((await fetch(`${relay.url}/health`)).status, 200);
        if ('ACCESS' in line) continue;
        assert.ok(!relay.output().includes(line.TEAM_KEYS.replace('office:', '')));
        await relay.dispose();
      }
    });
  }

  it('[S40] a team key is made by the relay’s own program, and it is one', async () => {
    const { code, stdout, stderr } = await refusedStart(bundle.file, { flags: ['--new-team-key', 'office'] });
    assert.deepEqual([code, stderr], [0, '']);
    const [, line = ''] = /^TEAM_KEYS=(office:[\w-]{43})\n$/.exec(stdout) ?? [];
    relay = await startRelayProcess({
      bundle: bundle.file,
      environment: { ACCESS: 'team', TEAM_KEYS: line },
    });
    const rooms = (key: string) =>
      fetch(`${relay.url}/rooms`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal((await rooms(line.replace('office:', ''))).status, 200);
    assert.equal((await rooms('x'.repeat(43))).status, 401);
    const nameless = await refusedStart(bundle.file, { flags: ['--new-team-key'] });
    assert.deepEqual([nameless.code, nameless.stdout], [1, '']);
    assert.match(nameless.stderr, /^--new-team-key needs a name/);
  });

  it('[H16] a relay behind a proxy that its settings do not name says which ones it needs', async () => {
    relay = await startRelayProcess({ bundle: bundle.file });
    const port = Number(new URL(await proxied('Caddy')).port);
    const { status, text } = await sendRaw(port, { path: '/health', headers: { host: 'localhost' } });
    assert.equal(status, 403);
    assert.match(text, /Set PUBLIC_URL and TRUST_PROXY\./);
  });

  it('are those that the files in deploy/ and the Dockerfile have', () => {
    assert.equal(dockerfile()['HOST'], '0.0.0.0');
    assert.match(read('deploy/tandem.service'), /^RestartPreventExitStatus=78$/m);
    assert.equal(systemd()['NODE_ENV'], 'production');
    assert.equal(SELF_HOSTING.PUBLIC_URL, `https://${NAME}`);
    assert.equal(SELF_HOSTING.TRUST_PROXY, '1');
    assert.equal(PROXIES.nginx({ host: NAME, upgrade: 'websocket' })['host'], NAME);
    assert.match(read('deploy/Caddyfile'), /^\treverse_proxy 127\.0\.0\.1:8000$/m);
  });
});

function here(environment: NodeJS.Dict<string>): Record<string, string> {
  const entries = Object.entries(environment).filter(([name]) => !ELSEWHERE.has(name));
  return Object.fromEntries(entries.map(([name, value = '']) => [name, value]));
}

function systemd(): Record<string, string> {
  const [, line = ''] = /^Environment=(.*)$/m.exec(read('deploy/tandem.service')) ?? [];
  return here(parseEnv(line.replaceAll(' ', '\n')));
}

function dockerfile(): Record<string, string> {
  const lastStage =
    read('Dockerfile')
      .split(/^FROM /m)
      .at(-1) ?? '';
  const [, block = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(lastStage) ?? [];
  return here(parseEnv(block.replaceAll('\\\n', '\n').replaceAll(/^ +/gm, '')));
}

/** The service's environment, with `file` as its .env. */
function compose(file: Record<string, string>): Record<string, string> {
  // mocha brings it along, for its own configuration; it has no types.
  const yaml = createRequire(import.meta.url)('js-yaml') as { load(text: string): unknown };
  const { services } = yaml.load(read('docker-compose.yml')) as {
    services: Record<string, { environment: Record<string, string> }>;
  };
  const filled = Object.entries(services['relay']?.environment ?? {}).map(([name, value]) => [
    name,
    value.replaceAll(/\$\{(\w+)[^}]*\}/g, (_, variable: string) => file[variable] ?? ''),
  ]);
  return here(Object.fromEntries(filled) as Record<string, string>);
}
