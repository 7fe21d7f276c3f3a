import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.ts';
import type { Database, Session } from './database.ts';
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

/**
 * SQLite through TypeORM's one connection to it. Everything runs one after the other: a statement that slipped between
 * the BEGIN and the COMMIT of somebody else would be undone by their ROLLBACK, after its own promise had resolved.
 */
export function createSqliteDatabase(dataSource: DataSource, clock: Clock): Database {
  const runner = dataSource.createQueryRunner();
  const session: Session = {
    manager: dataSource.manager,
    async execute(sql, parameters) {
      const { records, affected = 0 } = await runner.query(sql, [...parameters], true);
      return { rows: records as Record<string, unknown>[], affected };
    },
  };
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(() => whilePatient(work, clock));
    last = result.catch(() => undefined);
    return result;
  }

  function onClean<T>(work: () => Promise<T>): Promise<T> {
    return inTurn(async () => {
      await endOpenTransaction();
      return work();
    });
  }

  /**
   * A ROLLBACK can fail, too, and then leaves its transaction open: whatever is written into that one is answered and
   * never committed. So nothing is done before it has ended.
   */
  async function endOpenTransaction(): Promise<void> {
    const { inTransaction } = (await runner.connect()) as { readonly inTransaction: boolean };
    if (inTransaction) await runner.query('ROLLBACK');
  }

  async function transaction<T>(begin: string, work: (session: Session) => Promise<T>): Promise<T> {
    await runner.query(begin);
    try {
      const result = await work(session);
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      // A full disk ends the transaction by itself; what counts is the first error. One that stays open is met again
      // by endOpenTransaction().
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  return {
    single: (work) => onClean(() => work(session)),
    read: (work) => onClean(() => transaction('BEGIN', work)),
    // IMMEDIATE: two that begin by reading and then both want to write would fail, however long they wait.
    write: (work) => onClean(() => transaction('BEGIN IMMEDIATE', work)),
    close: () => inTurn(() => dataSource.destroy()),
  };
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
