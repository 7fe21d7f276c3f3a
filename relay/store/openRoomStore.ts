import type { DataSource } from 'typeorm';
import { systemClock, type Clock } from '../clock.ts';
import { checkServer } from './checkServer.ts';
import { createDataSource } from './createDataSource.ts';
import { parseDatabaseUrl } from './databaseUrl.ts';
import { asStoreError } from './guarded.ts';
import { migrate } from './migrate.ts';
import type { RoomStore } from './roomStore.ts';
import { createServerDatabase } from './serverDatabase.ts';
import { createSqliteDatabase, whilePatient } from './sqliteDatabase.ts';
import { createTypeormRoomStore } from './typeormRoomStore.ts';

export interface OpenRoomStoreOptions {
  /** `full` (the default) survives a power cut; `normal` only the death of the process, and is quicker. */
  readonly sqliteSynchronous?: 'full' | 'normal';
  /** Connections to a database server; 10 without it. */
  readonly poolSize?: number;
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
  const { dataSource, entities } = createDataSource(parseDatabaseUrl(databaseUrl), {
    sqliteSynchronous,
    poolSize,
    warn,
  });
  const isSqlite = dataSource.options.type === 'better-sqlite3';
  try {
    await whilePatient(() => connect(dataSource), clock);
    await checkServer(dataSource, warn);
    await whilePatient(() => migrate(dataSource), clock);
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw asStoreError(error);
  }
  const database = isSqlite
    ? createSqliteDatabase(dataSource, clock)
    : createServerDatabase(dataSource, clock);
  return createTypeormRoomStore(dataSource, database, entities);
}

async function connect(dataSource: DataSource): Promise<void> {
  if (!dataSource.isInitialized) await dataSource.initialize();
}
