import type { DataSource, Driver } from 'typeorm';
import type { Clock } from '../clock.ts';
import type { Database, Session, Statement, StatementResult } from './database.ts';
import { isDriverError } from './driverError.ts';

/**
 * How long SQLite itself waits for somebody else who writes. It stops the event loop meanwhile: this covers the commit of
 * another process, and no more.
 */
export const BUSY_TIMEOUT_MS = 10;

/** How long a write waits in all before it is given up (and its caller tries again later). */
const PATIENCE_MS = 5_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;

/** More than there are: an INSERT for each size below, and what the relay asks besides. */
const PREPARED_STATEMENTS = 64;

/**
 * An INSERT of up to so many rows has its own statement, a larger one is made of those with 16, 32, 64 ... rows. A statement
 * keeps a kilobyte for each of its rows: one for every number up to 256 was 33 MB that were never given back.
 */
const SMALL_INSERT_ROWS = 16;
const LARGEST_INSERT_ROWS = 256;

/**
 * SQLite through TypeORM's one connection to it, whose driver is asked directly: of an append of one row TypeORM's own
 * `query` would be a third. Everything runs one after the other: a statement that slipped between
 * the BEGIN and the COMMIT of somebody else would be undone by their ROLLBACK, after its own promise had resolved.
 */
export function createSqliteDatabase(dataSource: DataSource, clock: Clock): SqliteDatabase {
  const { driver } = dataSource;
  const prepared = new Map<string, SqliteStatement>();

  function prepare(sql: string): SqliteStatement {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = handleOf(dataSource).prepare(sql);
    const [oldest] = prepared.keys();
    if (oldest !== undefined && prepared.size >= PREPARED_STATEMENTS) prepared.delete(oldest);
    prepared.set(sql, statement);
    return statement;
  }

  function run(sql: string, parameters: readonly unknown[] = []): StatementResult {
    const statement = prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters), affected: 0 };
    return { rows: [], affected: statement.run(parameters).changes };
  }

  const session: Session = {
    manager: dataSource.manager,
    execute: (sql, parameters) => new Promise((resolve) => resolve(run(sql, parameters))),
  };
  let last: Promise<unknown> = Promise.resolve();
  /** Works that have not ended. */
  let underWay = 0;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    underWay++;
    const result = last.then(() => whilePatient(work, clock)).finally(() => underWay--);
    last = result.catch(() => undefined);
    return result;
  }

  function onClean<T>(work: () => Promise<T>): Promise<T> {
    return inTurn(() => {
      endOpenTransaction();
      return work();
    });
  }

  /**
   * A ROLLBACK can fail, too, and then leaves its transaction open: whatever is written into that one is answered and
   * never committed. So nothing is done before it has ended.
   */
  function endOpenTransaction(): void {
    if (handleOf(dataSource).inTransaction) run('ROLLBACK');
  }

  function runAll(statements: readonly Statement[]): void {
    const [first, ...others] = statements;
    if (others.length > 0) run('BEGIN IMMEDIATE');
    if (first !== undefined) run(first.sql, first.parameters);
    for (const { sql, parameters } of others) run(sql, parameters);
    if (others.length > 0) run('COMMIT');
  }

  async function transaction<T>(begin: string, work: (session: Session) => Promise<T>): Promise<T> {
    run(begin);
    try {
      const result = await work(session);
      run('COMMIT');
      return result;
    } catch (error) {
      rollBack();
      throw error;
    }
  }

  /** A full disk ends the transaction by itself. One that stays open is met again by endOpenTransaction(). */
  function rollBack(): void {
    try {
      run('ROLLBACK');
    } catch {
      // What counts is the error that led here.
    }
  }

  return {
    single: (work) => onClean(() => work(session)),
    read: (work) => onClean(() => transaction('BEGIN', work)),
    // IMMEDIATE: two that begin by reading and then both want to write would fail, however long they wait.
    write: (work) => onClean(() => transaction('BEGIN IMMEDIATE', work)),
    atOnce: (statements) => {
      const handle = handleOf(dataSource);
      if (underWay > 0 || !handle.open || handle.inTransaction) return false;
      try {
        runAll(statements);
        return true;
      } catch {
        // Whoever does it again hears why.
        if (statements.length > 1) rollBack();
        return false;
      }
    },
    insertSize: (rows) =>
      rows <= SMALL_INSERT_ROWS ? rows : 2 ** Math.floor(Math.log2(Math.min(rows, LARGEST_INSERT_ROWS))),
    reopen: () =>
      onClean(async () => {
        if (handleOf(dataSource).open) {
          const [result] = run('PRAGMA wal_checkpoint(TRUNCATE)').rows;
          if (result?.['busy'] !== 0) throw new Error('somebody else is using the database.');
          prepared.clear();
          await driver.disconnect();
        }
        await driver.connect();
      }),
    close: () => inTurn(() => dataSource.destroy()),
  };
}

/** SQLite's own in a file. */
export interface SqliteDatabase extends Database {
  /**
   * Closes the files and opens what is in their place, after everything was brought into the database's own file. Rejects
   * where that is not possible, and may be repeated.
   */
  reopen(): Promise<void>;
}

/** Repeats `work` while another process holds the database. Waits here, where the event loop goes on meanwhile. */
export async function whilePatient<T>(work: () => Promise<T>, clock: Clock): Promise<T> {
  let pause = FIRST_PAUSE_MS;
  // Counted, and not read from a clock, which somebody may set meanwhile.
  let waited = 0;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDriverError(error, 'locked') || waited >= PATIENCE_MS) throw error;
      await new Promise<void>((resolve) => void clock.after(pause, resolve));
      waited += BUSY_TIMEOUT_MS + pause;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }
}

/** The part of better-sqlite3 that is used here; the package carries no types. */
interface SqliteHandle {
  readonly open: boolean;
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
}

interface SqliteStatement {
  /** True when it gives rows. */
  readonly reader: boolean;
  all(parameters: readonly unknown[]): Record<string, unknown>[];
  run(parameters: readonly unknown[]): { readonly changes: number };
}

/** TypeORM's connection, which is open for as long as the data source. */
function handleOf({ driver }: DataSource): SqliteHandle {
  return (driver as Driver & { readonly databaseConnection: SqliteHandle }).databaseConnection;
}
