import type { DataSource, QueryRunner } from 'typeorm';
import type { Clock } from '../clock.ts';
import type { Database, Session, StatementResult } from './database.ts';
import { isDriverError } from './driverError.ts';
import { StoreError } from './storeError.ts';

const ATTEMPTS = 5;

/** Longer than the database's own limit for one statement (createDataSource.ts), which knows better what it undid. */
const ANSWER_TIMEOUT_MS = 40_000;

/** Far from the parameters that PostgreSQL binds, and nearly all that there is to win. */
const LARGEST_INSERT_ROWS = 256;

/**
 * PostgreSQL, MySQL or MariaDB through TypeORM's pool of connections.
 *
 * 1. A connection whose state is not known is closed instead of going back to the pool: within a transaction that
 *    somebody left open, the next one's write would be answered and never committed.
 * 2. Nothing waits for ever: a cut wire says nothing, and a room has to hear that it is not being saved.
 */
export function createServerDatabase(
  dataSource: DataSource,
  clock: Clock,
  answerTimeoutMs = ANSWER_TIMEOUT_MS,
): Database {
  const execute = dataSource.options.type === 'postgres' ? executePostgres : executeMysql;

  async function connected<T>(work: (runner: QueryRunner, session: Session) => Promise<T>): Promise<T> {
    const runner = dataSource.createQueryRunner();
    const answer = work(runner, {
      manager: runner.manager,
      execute: (sql, parameters) => execute(runner, sql, parameters),
    });
    // Whenever the work ends, and be it long after anybody waited for it.
    const done = answer.finally(() => runner.release());
    return withDeadline(done, clock, answerTimeoutMs, () => discard(runner));
  }

  function transaction<T>(isolation: Isolation, work: (session: Session) => Promise<T>): Promise<T> {
    return connected(async (runner, session) => {
      try {
        await runner.startTransaction(isolation);
        const result = await work(session);
        await runner.commitTransaction();
        return result;
      } catch (error) {
        await runner.rollbackTransaction().catch(() => discard(runner));
        throw error;
      }
    });
  }

  return {
    single: (work) => insist(() => connected((_, session) => work(session))),
    read: (work) => insist(() => transaction('REPEATABLE READ', work)),
    write: (work) => insist(() => transaction('READ COMMITTED', work)),
    insertSize: (rows) => Math.min(rows, LARGEST_INSERT_ROWS),
    close: () => dataSource.destroy(),
  };
}

type Isolation = 'READ COMMITTED' | 'REPEATABLE READ';

/** Repeats work that the database undid because it stood in the way of somebody else's. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDriverError(error, 'victim') || attempt === ATTEMPTS) throw error;
    }
  }
}

function withDeadline<T>(work: Promise<T>, clock: Clock, ms: number, giveUp: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      giveUp();
      reject(
        new StoreError({ kind: 'failed', code: 'ETIMEDOUT', reason: `it did not answer within ${ms} ms.` }),
      );
    });
    work.finally(cancel).then(resolve, reject);
  });
}

/** Closes the runner's connection, if it has one. The pool puts another one in its place. */
function discard(runner: QueryRunner): void {
  // Undefined where the runner still waits for a connection; the types leave that out.
  const connection = (runner as unknown as { databaseConnection?: ServerConnection }).databaseConnection;
  if (connection?.destroy !== undefined) connection.destroy();
  else void connection?.end();
}

async function executePostgres(
  runner: QueryRunner,
  sql: string,
  parameters: readonly unknown[],
): Promise<StatementResult> {
  let count = 0;
  const numbered = sql.replaceAll('?', () => `$${(count += 1)}`);
  const { records, affected = 0 } = await runner.query(numbered, [...parameters], true);
  return { rows: records as Record<string, unknown>[], affected };
}

/**
 * Not through TypeORM's query(): that writes the parameters into the statement, blobs as hexadecimal text, which doubles
 * them, and an update of 8 MB would not fit the 16 MB that MariaDB takes in one packet.
 */
async function executeMysql(
  runner: QueryRunner,
  sql: string,
  parameters: readonly unknown[],
): Promise<StatementResult> {
  const connection = (await runner.connect()) as MysqlConnection;
  const [result] = await connection.promise().execute(sql, [...parameters]);
  return Array.isArray(result) ? { rows: result, affected: 0 } : { rows: [], affected: result.affectedRows };
}

/** The parts of pg's and mysql2's connections that are used here. pg has no destroy: its end() is one while busy. */
interface ServerConnection {
  end(): Promise<void> | void;
  destroy?(): void;
}

interface MysqlConnection extends ServerConnection {
  promise(): {
    execute(
      sql: string,
      parameters: unknown[],
    ): Promise<[Record<string, unknown>[] | { readonly affectedRows: number }, unknown]>;
  };
}
