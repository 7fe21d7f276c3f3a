import assert from 'node:assert/strict';
import { DatabaseUrlError, parseDatabaseUrl } from './databaseUrl.ts';

describe('parseDatabaseUrl', () => {
  const sqlite: Record<string, string> = {
    'sqlite:///./tandem.db': './tandem.db',
    'sqlite:///tandem.db': 'tandem.db',
    'sqlite:////var/lib/tandem.db': '/var/lib/tandem.db',
    'sqlite+aiosqlite:///./tandem.db': './tandem.db',
    'sqlite:///C:/Users/me/tandem.db': 'C:/Users/me/tandem.db',
    'sqlite:///with%20space.db?timeout=5': 'with space.db',
  };
  for (const [url, path] of Object.entries(sqlite)) {
    it(`reads ${url} as a file`, () => {
      assert.deepEqual(parseDatabaseUrl(url), { kind: 'sqlite', path });
    });
  }

  for (const url of ['sqlite::memory:', 'sqlite://', 'sqlite:///:memory:', 'SQLITE://', ' sqlite:// ']) {
    it(`reads "${url}" as memory`, () => {
      assert.deepEqual(parseDatabaseUrl(url), { kind: 'sqlite-memory' });
    });
  }

  const server = { host: 'db', user: 'me', password: 'secret', database: 'rooms', tls: 'disable' } as const;
  for (const scheme of ['postgresql', 'postgres', 'postgresql+asyncpg', 'postgresql+psycopg2']) {
    it(`reads ${scheme}:// as PostgreSQL`, () => {
      const url = parseDatabaseUrl(`${scheme}://me:secret@db/rooms`);
      assert.deepEqual(url, { kind: 'postgres', ...server, port: 5432 });
    });
  }
  for (const scheme of ['mysql', 'mariadb', 'mysql+pymysql', 'mysql+aiomysql', 'mariadb+mariadbconnector']) {
    it(`reads ${scheme}:// as MySQL`, () => {
      const url = parseDatabaseUrl(`${scheme}://me:secret@db:3307/rooms`);
      assert.deepEqual(url, { kind: 'mysql', ...server, port: 3307 });
    });
  }

  it('decodes what is percent-encoded, and knows IPv6, port 80 and missing credentials', () => {
    assert.deepEqual(parseDatabaseUrl('mysql://a%40b:p%2F%3A%25%F0%9F%98%80@[::1]/my%20rooms'), {
      kind: 'mysql',
      host: '::1',
      port: 3306,
      user: 'a@b',
      password: 'p/:%😀',
      database: 'my rooms',
      tls: 'disable',
    });
    const url = parseDatabaseUrl('postgres://localhost:80/rooms');
    assert.deepEqual(url, {
      kind: 'postgres',
      host: 'localhost',
      port: 80,
      user: 'postgres',
      password: '',
      database: 'rooms',
      tls: 'disable',
    });
  });

  for (const [query, tls] of Object.entries({
    'sslmode=require': 'verify',
    'sslmode=verify-ca': 'verify',
    'ssl-mode=REQUIRED': 'verify',
    'sslmode=no-verify': 'no-verify',
    'sslmode=verify-full': 'verify',
    'ssl=true': 'verify',
    'sslmode=disable': 'disable',
  })) {
    it(`reads ${query}`, () => {
      const url = parseDatabaseUrl(`postgres://h/rooms?${query}`);
      assert.ok('tls' in url);
      assert.equal(url.tls, tls);
    });
  }

  for (const url of [
    '',
    'tandem.db',
    'sqlite:tandem.db',
    'sqlite:',
    'sqlite:///',
    'sqlite:////',
    'sqlite:///?timeout=5',
    'sqlite://tandem.db',
    'oracle://me:hunter2@db/rooms',
    'constructor://me:hunter2@db/rooms',
    'postgres:me:hunter2@db/rooms',
    'postgres://me:hunter2@db',
    'postgres://me:hunter2@db/',
    'postgres://me:hunter2@db/a/b',
    'postgres://me:hunter2@db:99999/rooms',
    'postgres://me:hunter2#@db/rooms',
    'postgres://me:hunter2%@db/rooms',
    'postgres://me:hunter2@db/rooms?sslmode=perhaps',
  ]) {
    it(`refuses "${url}" in one sentence that says what is allowed and keeps the password`, () => {
      assert.throws(
        () => parseDatabaseUrl(url),
        (error: unknown) => {
          assert.ok(error instanceof DatabaseUrlError);
          assert.match(error.message, /^DATABASE_URL [^\n]+: (use|create) .+\.$/);
          assert.doesNotMatch(error.message, /hunter2/);
          return true;
        },
      );
    });
  }
});
