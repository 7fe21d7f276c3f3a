import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { StoreError } from './storeError.ts';

/** Two relays that start at once meet at this lock: one builds the tables, the other finds them built. */
const LOCK_NAME = 'tandem.migrate';
const LOCK_NUMBER = 0x74616e64;
const LOCK_TIMEOUT_SECONDS = 60;

/** Brings the tables up to date, or rejects when they are newer than this code. */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    switch (dataSource.options.type) {
      case 'better-sqlite3':
        await lockedBySqlite(runner, () => runPending(dataSource, runner));
        break;
      case 'postgres':
        await lockedByPostgres(runner, () => runPending(dataSource, runner));
        break;
      default:
        await lockedByMysql(runner, () => runPending(dataSource, runner));
        break;
    }
  } finally {
    await runner.release();
  }
}

async function runPending(dataSource: DataSource, runner: QueryRunner): Promise<void> {
  const executor = new MigrationExecutor(dataSource, runner);
  // The lock holds the transaction, where the database has transactions for tables.
  executor.transaction = 'none';
  const known = new Set(dataSource.migrations.map((migration) => migration.name));
  const unknown = (await executor.getExecutedMigrations()).find((migration) => !known.has(migration.name));
  if (unknown !== undefined) throw new StoreError({ kind: 'newer-schema', migration: unknown.name });
  await executor.executePendingMigrations();
}

async function lockedBySqlite(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  // Rebuilding a table must not cascade. SQLite ignores this within a transaction, hence before it.
  await runner.beforeMigration();
  try {
    await runner.query('BEGIN IMMEDIATE');
    try {
      await work();
      await runner.query('COMMIT');
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } finally {
    await runner.afterMigration();
  }
}

/** A lock of the transaction, which works behind a connection pooler, too, and which no crash can leave behind. */
async function lockedByPostgres(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  await runner.startTransaction('READ COMMITTED');
  try {
    await runner.query(`SET LOCAL statement_timeout = '${LOCK_TIMEOUT_SECONDS}s'`);
    await runner.query('SELECT pg_advisory_xact_lock($1)', [LOCK_NUMBER]);
    await work();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

/** MySQL commits each table by itself; its lock belongs to the connection, and ends with it. */
async function lockedByMysql(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  // Named after the database, since the lock is one for the whole server; hashed, since 64 characters are the limit.
  const name = `CONCAT('${LOCK_NAME}.', LEFT(SHA1(DATABASE()), 32))`;
  const [answer] = (await runner.query(`SELECT GET_LOCK(${name}, ?) AS locked`, [LOCK_TIMEOUT_SECONDS])) as {
    locked: unknown;
  }[];
  if (Number(answer?.locked) !== 1) {
    throw new StoreError({
      kind: 'unsuitable-database',
      reason: `Another relay has been changing the tables for ${LOCK_TIMEOUT_SECONDS} seconds: start this one again when it is done.`,
    });
  }
  try {
    await work();
  } finally {
    await runner.query(`SELECT RELEASE_LOCK(${name})`).catch(() => undefined);
  }
}
