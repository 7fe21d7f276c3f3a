import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { inspect, parseEnv } from 'node:util';
import { newTeamKey } from './access/teamKeys.ts';
import { ConfigError, readConfig } from './config.ts';
import { Secret } from './secret.ts';
import { describeSettings, flagOf, SETTINGS } from './settings.ts';

describe('configuration', () => {
  it('has defaults that work on one computer', () => {
    const { databaseUrl, ...others } = readConfig([], {});
    assert.equal(databaseUrl.reveal(), 'sqlite:///./tandem.db');
    assert.deepEqual(others, {
      host: '127.0.0.1',
      port: 8000,
      databaseWaitSeconds: 30,
      sqliteSynchronous: 'full',
      access: 'open',
      teamKeys: [],
      allowedOrigins: [],
      allowedHosts: [],
      publicUrl: undefined,
      trustProxy: 0,
      roomsPerHour: 120,
      messagesPerSecond: 1_000,
      connectionsPerAddress: 40,
      completionsPerMinute: 600,
      logLevel: 'info',
      secretKey: undefined,
      redisUrl: undefined,
      ai: {
        provider: 'local',
        model: undefined,
        apiKey: undefined,
        baseUrl: undefined,
        fill: 'auto',
        timeoutMs: 5_000,
        roomDailyTokens: 2_000_000,
        relayDailyTokens: 20_000_000,
        withoutRoom: false,
      },
    });
  });

  it('reads secrets, the model, and the settings of what comes later', () => {
    const { secretKey, redisUrl, ai } = readConfig([], {
      DATABASE_URL: 'postgresql://db/rooms',
      SECRET_KEY: 'k'.repeat(32),
      REDIS_URL: 'redis://:pw@cache:6379/0',
      AI_PROVIDER: 'openai',
      AI_MODEL: 'org/model-1:latest',
      AI_API_KEY: 'key',
      AI_BASE_URL: 'http://127.0.0.1:11434/v1',
      AI_FILL: 'suffix',
      AI_TIMEOUT_MS: '900',
      AI_ROOM_DAILY_TOKENS: '1',
      AI_RELAY_DAILY_TOKENS: '0',
      AI_WITHOUT_ROOM: 'yes',
    });
    assert.equal(secretKey?.reveal(), 'k'.repeat(32));
    assert.equal(redisUrl?.reveal(), 'redis://:pw@cache:6379/0');
    assert.equal(ai.apiKey?.reveal(), 'key');
    assert.deepEqual(
      { ...ai, apiKey: undefined },
      {
        provider: 'openai',
        model: 'org/model-1:latest',
        apiKey: undefined,
        baseUrl: 'http://127.0.0.1:11434/v1',
        fill: 'suffix',
        timeoutMs: 900,
        roomDailyTokens: 1,
        relayDailyTokens: 0,
        withoutRoom: true,
      },
    );
  });

  it('reads the environment, and flags before it', () => {
    const config = readConfig(['--port', '9000', '--allowed-origins=https://a.example, http://b:1'], {
      PORT: '1',
      LOG_LEVEL: 'warn',
    });
    assert.equal(config.port, 9000);
    assert.equal(config.logLevel, 'warn');
    assert.deepEqual(config.allowedOrigins, ['https://a.example', 'http://b:1']);
  });

  it('takes an empty variable for an absent one', () => {
    assert.equal(readConfig([], { PORT: '' }).port, 8000);
  });

  it('turns every line on for DEBUG, as a flag with or without a value', () => {
    assert.equal(readConfig(['--debug'], {}).logLevel, 'debug');
    assert.equal(readConfig(['--debug', '--port', '1'], {}).logLevel, 'debug');
    assert.equal(readConfig(['--debug=off'], {}).logLevel, 'info');
  });

  describe('[S40] who gets in', () => {
    const KEY = newTeamKey('office', randomBytes) ?? '';
    const accessIn = (environment: NodeJS.ProcessEnv) =>
      readConfig([], { TEAM_KEYS: KEY, ...environment }).access;

    it('is everybody only where this computer alone reaches the relay, unless the operator says it', () => {
      for (const HOST of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
        assert.equal(accessIn({ HOST }), 'open', HOST);
      for (const HOST of ['0.0.0.0', '::', '192.168.1.5', 'relay.example.org'])
        assert.equal(accessIn({ HOST }), 'team', HOST);
      assert.equal(accessIn({ PUBLIC_URL: 'https://relay.example.org' }), 'team');
      assert.equal(accessIn({ TRUST_PROXY: '1' }), 'team');
      assert.equal(accessIn({ HOST: '0.0.0.0', ACCESS: 'open' }), 'open');
      assert.equal(accessIn({ ACCESS: 'team' }), 'team');
    });

    it('is nobody without a key, and the relay says how to make one', () => {
      for (const environment of [{ ACCESS: 'team' }, { HOST: '0.0.0.0' }, { TRUST_PROXY: '1' }]) {
        assert.throws(() => readConfig([], environment), {
          name: 'ConfigError',
          message: 'Set TEAM_KEYS; this makes one: node dist/relay.js --new-team-key NAME',
          exitStatus: 78,
        });
      }
    });

    it('is not every web page where it is everybody', () => {
      const environment = { ALLOWED_ORIGINS: '*', TEAM_KEYS: KEY };
      assert.throws(() => readConfig([], environment), {
        message: /^ALLOWED_ORIGINS is \*, but ACCESS is open/,
      });
      assert.deepEqual(readConfig([], { ...environment, ACCESS: 'team' }).allowedOrigins, ['*']);
    });

    it('is whoever holds one of several keys, which may have a name', () => {
      const [, bare = ''] = (newTeamKey('x', randomBytes) ?? '').split(':');
      const { teamKeys } = readConfig([], { TEAM_KEYS: `${KEY}, ${bare},` });
      assert.deepEqual(
        teamKeys.map(({ name }) => name),
        ['office', 'team'],
      );
      assert.equal(newTeamKey('two words', randomBytes), undefined);
    });
  });

  const bad: [string, string, RegExp][] = [
    ['ACCESS', 'closed', /^ACCESS is "closed".*open or team\.$/],
    ['TEAM_KEYS', 'office:short', /^TEAM_KEYS has a key that the relay did not make.*--new-team-key\.$/],
    ['TEAM_KEYS', `of fice:${'k'.repeat(43)}`, /^TEAM_KEYS has/],
    ['PORT', '80a', /^PORT is "80a", but it has to be a whole number from 0 .* to 65535\.$/],
    ['PORT', '70000', /^PORT is "70000"/],
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL is "loud".*debug, info/],
    ['ALLOWED_ORIGINS', 'https://a.example/path', /^ALLOWED_ORIGINS/],
    ['ALLOWED_ORIGINS', 'example.org', /^ALLOWED_ORIGINS/],
    ['PUBLIC_URL', 'ftp://x', /^PUBLIC_URL is "ftp:\/\/x"/],
    ['SQLITE_SYNCHRONOUS', 'off', /^SQLITE_SYNCHRONOUS.*full or normal/],
    ['DEBUG', 'perhaps', /^DEBUG/],
    ['DATABASE_WAIT_SECONDS', '-1', /^DATABASE_WAIT_SECONDS is "-1"/],
    ['DATABASE_URL', 'oracle://db', /^DATABASE_URL names a database that Tandem does not know, "oracle"/],
    ['SECRET_KEY', 'short', /^SECRET_KEY is too short: it has to be at least 32 characters/],
    ['REDIS_URL', 'http://cache', /^REDIS_URL is something else/],
    ['REDIS_URL', 'redis://cache', /^REDIS_URL is set, but DATABASE_URL is SQLite/],
    ['AI_PROVIDER', 'copilot', /^AI_PROVIDER is "copilot".*local, openai or anthropic\.$/],
    ['AI_PROVIDER', 'openai', /^AI_API_KEY is missing: openai needs a key\. Set one, or name a server/],
    ['AI_MODEL', 'two words', /^AI_MODEL/],
    ['AI_API_KEY', 'two\nlines', /^AI_API_KEY has a space, a line break/],
    ['AI_BASE_URL', 'file:///etc/passwd', /^AI_BASE_URL/],
    ['AI_FILL', 'infill', /^AI_FILL is infill, which only a server of AI_BASE_URL/],
    ['AI_FILL', 'middle', /^AI_FILL is "middle".*infill\.$/],
    ['AI_TIMEOUT_MS', '99', /^AI_TIMEOUT_MS is "99".*from 100 to 60000\.$/],
    ['AI_ROOM_DAILY_TOKENS', 'many', /^AI_ROOM_DAILY_TOKENS/],
    ['AI_WITHOUT_ROOM', 'maybe', /^AI_WITHOUT_ROOM/],
  ];
  it('stops where a server of your own is not told its model, or how that one fills in', () => {
    const own = { AI_PROVIDER: 'openai', AI_BASE_URL: 'http://127.0.0.1:8000/v1' };
    assert.throws(() => readConfig([], own), { name: 'ConfigError', message: /^AI_MODEL is missing/ });
    const tokens = { ...own, AI_FILL: 'tokens', AI_MODEL: 'llama' };
    assert.throws(() => readConfig([], tokens), { name: 'ConfigError', message: /^AI_FILL is tokens/ });
    assert.equal(readConfig([], { ...tokens, AI_MODEL: 'Qwen/Qwen2.5-Coder-7B' }).ai.fill, 'tokens');
  });

  for (const [name, value, message] of bad) {
    it(`stops at ${name}=${JSON.stringify(value)} with one line`, () => {
      assert.throws(() => readConfig([], { [name]: value }), { name: 'ConfigError', message });
    });
  }

  const canary = 'c4nary:s3cret@word';
  const leaks: [string, readonly string[], NodeJS.ProcessEnv][] = [
    ['a web address', [], { PUBLIC_URL: `ftp://user:${canary}@host` }],
    ['a web address without a name', [], { AI_BASE_URL: `ftp://${canary}@host` }],
    ['a database', [], { DATABASE_URL: `oracle://user:${canary}@host/db` }],
    ['a database of a known kind', [], { DATABASE_URL: `postgresql://user:${canary}%@host/db` }],
    ['Redis', [], { REDIS_URL: `http://:${canary}@host` }],
    ['a key', [], { SECRET_KEY: canary }],
    ['a team key', [], { TEAM_KEYS: canary }],
    ['a key with a space', [], { AI_API_KEY: `${canary} ${canary}` }],
    ['an unknown flag', [`--secret-kye=${canary}`], {}],
    ['a word without its flag', [canary], {}],
  ];
  for (const [what, flags, environment] of leaks) {
    it(`[S32] keeps the secret of ${what} out of its message`, () => {
      assert.throws(
        () => readConfig(flags, environment),
        (error) => error instanceof ConfigError && !/c4nary|s3cret/.test(error.message),
      );
    });
  }

  it('[S32] shows no secret in a dump', () => {
    const config = readConfig([], {
      DATABASE_URL: `mysql://user:${encodeURIComponent(canary)}@host/db`,
      SECRET_KEY: canary.repeat(2),
      REDIS_URL: 'redis://:c4nary@cache',
      AI_API_KEY: canary,
    });
    for (const dump of [inspect(config, { depth: 9, showHidden: true }), JSON.stringify(config)]) {
      assert.doesNotMatch(dump, /c4nary|s3cret/);
      assert.equal(dump.match(/\[redacted\]/g)?.length, 4);
    }
    assert.equal(String(new Secret(canary)), '[redacted]');
  });

  it('names an unknown flag and a missing value', () => {
    assert.throws(() => readConfig(['--prot', '1'], {}), { message: /^--prot is not a flag/ });
    assert.throws(() => readConfig(['8001'], {}), {
      message: /^"8001" is not a flag .* mean --port 8001\?$/,
    });
    assert.throws(() => readConfig(['--port'], {}), { message: /^--port needs a value/ });
  });

  it('lists every setting, with its default, in --help and in .env.example', () => {
    const names = Object.keys(SETTINGS);
    const help = describeSettings();
    assert.deepEqual(
      [...help.matchAll(/^ {2}(--[a-z-]+) +([A-Z_]+) /gm)].map(([, flag, name]) => [flag, name]).sort(),
      names.map((name) => [flagOf(name), name]).sort(),
    );
    const file = readFileSync(path.join(import.meta.dirname, '..', '.env.example'), 'utf8');
    // Everything is commented out, so that a copy of the file changes nothing.
    assert.deepEqual(parseEnv(file), {});
    const examples = parseEnv(file.replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
    assert.deepEqual(Object.keys(examples).sort(), names.sort());
    for (const [name, { fallback }] of Object.entries(SETTINGS)) assert.equal(examples[name], fallback, name);
  });

  it('says plainly which settings have no effect yet', () => {
    const [, later = ''] = describeSettings().split('without effect in this version:');
    assert.deepEqual(
      [...later.matchAll(/^ {2}--[a-z-]+ +([A-Z_]+) /gm)].map(([, name]) => name),
      ['SECRET_KEY', 'REDIS_URL'],
    );
  });
});
