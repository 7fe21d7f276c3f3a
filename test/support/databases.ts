import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mysql from 'mysql2/promise';
import pg from 'pg';

const POSTGRES = process.env['TANDEM_TEST_POSTGRES'] ?? 'postgresql://postgres@127.0.0.1:5432/test';
const MYSQL = process.env['TANDEM_TEST_MYSQL'] ?? 'mysql://root@127.0.0.1:3306/test';

/** A kind of database that tests can have one of. */
export interface DatabaseKind {
  readonly name: 'SQLite in a file' | 'SQLite in memory' | 'PostgreSQL' | 'MySQL or MariaDB';
  /** More than one connection, or process, can see the same database. */
  readonly isShared: boolean;
  /** A new, empty database; rejects when the service cannot be reached. */
  create(): Promise<TestDatabase>;
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export const DATABASE_KINDS: readonly DatabaseKind[] = [
  { name: 'SQLite in a file', isShared: true, create: createFile },
  {
    name: 'SQLite in memory',
    isShared: false,
    create: () => Promise.resolve({ url: 'sqlite::memory:', drop: () => Promise.resolve() }),
  },
  { name: 'PostgreSQL', isShared: true, create: () => createOnServer(POSTGRES, executePostgres) },
  { name: 'MySQL or MariaDB', isShared: true, create: () => createOnServer(MYSQL, executeMysql) },
];

/**
 * For a `before` hook: a database of this kind, or the suite is skipped and says why. In CI that is a failure: a suite
 * that nobody runs protects nothing.
 */
export async function databaseOrSkip(context: Mocha.Context, kind: DatabaseKind): Promise<TestDatabase> {
  context.timeout(120_000);
  try {
    return await kind.create();
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    const reason = error instanceof Error && error.message !== '' ? error.message : String(error);
    console.log(`      skipped, for ${kind.name} cannot be used: ${reason}`);
    return context.skip();
  }
}

async function createFile(): Promise<TestDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tandem-store-'));
  return {
    // The folder in between is made by the store.
    url: `sqlite:///${path.join(folder, 'data', 'rooms.db')}`,
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function createOnServer(
  server: string,
  execute: (server: string, statement: string) => Promise<void>,
): Promise<TestDatabase> {
  // Nothing but hexadecimal digits goes into the statement.
  const name = `tandem_test_${randomBytes(6).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `DROP DATABASE ${name}`) };
}

async function executePostgres(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    await client.query(statement.replace(/^DROP.*/, '$& WITH (FORCE)'));
  } finally {
    await client.end();
  }
}

async function executeMysql(server: string, statement: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: server, connectTimeout: 3_000 });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
