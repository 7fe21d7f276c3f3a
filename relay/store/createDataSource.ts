import path from 'node:path';
import { DataSource, type DataSourceOptions, type EntitySchema } from 'typeorm';
import { COLUMN_TYPES, type Dialect } from './columnTypes.ts';
import type { DatabaseServer, DatabaseUrl } from './databaseUrl.ts';
import { createRoomEntity } from './entities/roomEntity.ts';
import { createRoomSnapshotEntity, type RoomSnapshotRow } from './entities/roomSnapshotEntity.ts';
import { createRoomUpdateEntity } from './entities/roomUpdateEntity.ts';
import { CreateRooms1767225600000 } from './migrations/1767225600000-CreateRooms.ts';
import { AddRoomOwners1795824000000 } from './migrations/1795824000000-AddRoomOwners.ts';
import { AddRelayIdentity1795910400000 } from './migrations/1795910400000-AddRelayIdentity.ts';
import type { RoomRecord, StoredUpdate } from './roomStore.ts';
import { BUSY_TIMEOUT_MS } from './sqliteDatabase.ts';

export interface DataSourceSettings {
  /** `full` survives a power cut; `normal` only the death of the process. */
  readonly sqliteSynchronous: 'full' | 'normal';
  /** Connections to a database server. */
  readonly poolSize: number;
  /** Hears of connections that broke while nobody used them. */
  readonly warn: (message: string) => void;
  /** Of SQLite's; the file is made where it is missing unless this says otherwise. */
  readonly fileMustExist?: boolean;
}

export interface Entities {
  readonly room: EntitySchema<RoomRecord>;
  readonly update: EntitySchema<StoredUpdate>;
  readonly snapshot: EntitySchema<RoomSnapshotRow>;
}

/** All migrations, oldest first. A migration that was released is never changed, and never taken out. */
const MIGRATIONS = [CreateRooms1767225600000, AddRoomOwners1795824000000, AddRelayIdentity1795910400000];

/** Binds the tables to a database. Does not connect yet. */
export function createDataSource(
  url: DatabaseUrl,
  settings: DataSourceSettings,
): { dataSource: DataSource; entities: Entities } {
  const connection = connectionOptions(url, settings);
  const types = COLUMN_TYPES[connection.type as Dialect];
  const entities: Entities = {
    room: createRoomEntity(types),
    update: createRoomUpdateEntity(types),
    snapshot: createRoomSnapshotEntity(types),
  };
  const dataSource = new DataSource({
    ...connection,
    entities: Object.values(entities) as EntitySchema[],
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    synchronize: false,
    // TypeORM's logger prints statements with their parameters, and those are people's text.
    logging: false,
  });
  return { dataSource, entities };
}

function connectionOptions(url: DatabaseUrl, settings: DataSourceSettings): DataSourceOptions {
  switch (url.kind) {
    case 'sqlite-memory':
    case 'sqlite':
      return {
        type: 'better-sqlite3',
        database: url.kind === 'sqlite' ? path.resolve(url.path) : ':memory:',
        // Where a file is wanted it was made before (openRoomStore.ts): none is made in place of one that got lost.
        fileMustExist: url.kind === 'sqlite' && settings.fileMustExist === true,
        timeout: BUSY_TIMEOUT_MS,
        prepareDatabase: (handle: SqliteHandle) => prepareSqlite(handle, settings.sqliteSynchronous),
      };
    case 'postgres':
      return {
        type: 'postgres',
        ...credentials(url),
        ssl: tls(url),
        poolSize: settings.poolSize,
        connectTimeoutMS: CONNECT_TIMEOUT_MS,
        installExtensions: false,
        applicationName: 'tandem',
        poolErrorHandler: (error: Error) => settings.warn(`A database connection broke: ${error.message}`),
        extra: {
          keepAlive: true,
          keepAliveInitialDelayMillis: 10_000,
          statement_timeout: STATEMENT_TIMEOUT_MS,
        },
      };
    case 'mysql':
      return {
        type: 'mysql',
        ...credentials(url),
        ...(url.tls === 'disable' ? {} : { ssl: tls(url) }),
        poolSize: settings.poolSize,
        connectTimeout: CONNECT_TIMEOUT_MS,
        charset: 'utf8mb4',
        timezone: 'Z',
        extra: { maxPreparedStatements: PREPARED_STATEMENTS },
      };
  }
}

/** What SQLite needs to be told at every opening. TypeORM itself turns foreign keys on. */
function prepareSqlite(handle: SqliteHandle, synchronous: 'full' | 'normal'): void {
  try {
    handle.pragma('journal_mode = WAL');
    // Four times SQLite's own: a checkpoint stops the event loop until the disk has everything.
    handle.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    handle.pragma(`synchronous = ${synchronous === 'full' ? 'FULL' : 'NORMAL'}`);
  } catch (error) {
    // TypeORM forgets a connection that fails here, and its file would stay open.
    handle.close();
    throw error;
  }
}

/** 16 MB, which a start after a crash reads in a moment. */
const CHECKPOINT_PAGES = 4_000;

/** The part of better-sqlite3's Database that is used here; the package carries no types. */
interface SqliteHandle {
  pragma(source: string): unknown;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Of each connection, instead of mysql2's 16,000: MariaDB grants 16,382 to all its clients together. */
const PREPARED_STATEMENTS = 64;

/** Longer than any honest statement, shorter than a person's patience with "not saved". */
const STATEMENT_TIMEOUT_MS = 30_000;

function credentials({ host, port, user, password, database }: DatabaseServer) {
  return { host, port, username: user, password, database };
}

/** What the drivers are told of TLS. */
export function tls(url: DatabaseServer): false | { rejectUnauthorized: boolean } {
  return url.tls === 'disable' ? false : { rejectUnauthorized: url.tls === 'verify' };
}
