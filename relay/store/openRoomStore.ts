import fs from 'node:fs';
import path from 'node:path';
import type { DataSource } from 'typeorm';
import { systemClock, type Clock } from '../clock.ts';
import { checkServer } from './checkServer.ts';
import { createDataSource, tls } from './createDataSource.ts';
import type { Database } from './database.ts';
import { explainDatabaseFile } from './databaseFileProblem.ts';
import { type DatabaseUrl, parseDatabaseUrl } from './databaseUrl.ts';
import type { DatabaseLock } from './exclusive/databaseLock.ts';
import { createPrivately } from './exclusive/fileIdentity.ts';
import { FileLock } from './exclusive/fileLock.ts';
import { lockedStore } from './exclusive/lockedStore.ts';
import { mysqlLockServer } from './exclusive/mysqlLock.ts';
import { postgresLockServer } from './exclusive/postgresLock.ts';
import { SessionLock } from './exclusive/sessionLock.ts';
import { asStoreError } from './guarded.ts';
import { migrate } from './migrate.ts';
import type { RoomStore } from './roomStore.ts';
import { StoreError } from './storeError.ts';
import { createServerDatabase } from './serverDatabase.ts';
import { createSqliteDatabase, whilePatient } from './sqliteDatabase.ts';
import { createTypeormRoomStore } from './typeormRoomStore.ts';

export interface OpenRoomStoreOptions {
  /** `full` (the default) survives a power cut; `normal` only the death of the process, and is quicker. */
  readonly sqliteSynchronous?: 'full' | 'normal';
  /** Connections to a database server; 10 without it. */
  readonly poolSize?: number;
  /** For a relay: rejects with `in-use` while another one has the database, and keeps others from it. */
  readonly isExclusive?: boolean;
  /** Hears what does not stop the relay but should be known to whoever runs it. */
  readonly warn?: (message: string) => void;
  readonly clock?: Clock;
}

/**
 * Connects to the database at `databaseUrl` and brings its tables up to date. Rejects with a DatabaseUrlError or a
 * StoreError, each of whose messages is one sentence to show.
 */
export async function openRoomStore(
  databaseUrl: string,
  options: OpenRoomStoreOptions = {},
): Promise<RoomStore> {
  const { sqliteSynchronous = 'full', poolSize = 10, warn = () => undefined, clock = systemClock } = options;
  const url = parseDatabaseUrl(databaseUrl);
  const { dataSource, entities } = createDataSource(url, {
    sqliteSynchronous,
    poolSize,
    warn,
    fileMustExist: true,
  });
  if ('tls' in url && url.tls === 'no-verify')
    warn(
      'DATABASE_URL says no-verify: whoever stands between the relay and its database can read everything.',
    );
  let lock: DatabaseLock | undefined;
  try {
    if (url.kind === 'sqlite') makeFile(path.resolve(url.path));
    await whilePatient(() => connect(dataSource), clock);
    // Before anything is looked at or changed that is another relay's.
    if (options.isExclusive === true) lock = await takeLock(url, clock);
    await checkServer(dataSource, warn);
    await whilePatient(() => migrate(dataSource), clock);
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    await lock?.release();
    throw explained(asStoreError(error), url);
  }
  const database = createDatabase(dataSource, clock, lock);
  const store = createTypeormRoomStore(dataSource, database, entities);
  return lock === undefined ? store : lockedStore(store, lock);
}

function createDatabase(dataSource: DataSource, clock: Clock, lock: DatabaseLock | undefined): Database {
  if (dataSource.options.type !== 'better-sqlite3') return createServerDatabase(dataSource, clock);
  const database = createSqliteDatabase(dataSource, clock);
  if (lock instanceof FileLock) lock.watch(() => database.reopen());
  return database;
}

async function connect(dataSource: DataSource): Promise<void> {
  if (!dataSource.isInitialized) await dataSource.initialize();
}

/**
 * Says what is wrong with the file of SQLite, which does not name it, and what to do about a certificate: `require` means
 * more here than in libpq.
 */
function explained(error: StoreError, url: DatabaseUrl): StoreError {
  const { problem } = error;
  if (problem.kind === 'failed' && url.kind === 'sqlite') {
    const file = path.resolve(url.path);
    const reason = explainDatabaseFile(file, problem.code);
    if (reason !== undefined) return new StoreError({ kind: 'unsuitable-database', reason });
    return problem.reason.includes(file)
      ? error
      : new StoreError({ ...problem, reason: `${problem.reason} (${file})` });
  }
  if (problem.kind !== 'failed' || !/certificate|CERT/.test(`${problem.code} ${problem.reason}`))
    return error;
  return new StoreError({
    kind: 'unsuitable-database',
    reason:
      `The certificate of the database server is not trusted (${problem.reason}): name its authority in ` +
      'NODE_EXTRA_CA_CERTS, or write sslmode=no-verify into DATABASE_URL to do without.',
  });
}

/** For the account of the relay alone, as it holds everybody's text. A file that is there keeps its mode. */
function makeFile(file: string): void {
  makeFolder(path.dirname(file));
  createPrivately(file);
}

/** Not by `recursive`, with which Node tries for ever where a folder is there and takes none, such as /proc. */
function makeFolder(folder: string): void {
  if (fs.existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another relay may have made it meanwhile.
    if (!fs.existsSync(folder)) throw error;
  }
}

/** Undefined where no other process could meet this one. */
async function takeLock(url: DatabaseUrl, clock: Clock): Promise<DatabaseLock | undefined> {
  switch (url.kind) {
    case 'sqlite-memory':
      return undefined;
    case 'sqlite':
      return FileLock.take(url.path);
    case 'postgres':
      return SessionLock.take(postgresLockServer(url, tls(url)), clock);
    case 'mysql':
      return SessionLock.take(mysqlLockServer(url, tls(url)), clock);
  }
}
