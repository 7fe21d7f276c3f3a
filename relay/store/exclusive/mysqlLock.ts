import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { DatabaseServer } from '../databaseUrl.ts';
import type { LockServer } from './sessionLock.ts';

/** One for the whole server, hence with the database in its name; hashed, since 64 characters are the limit. */
const LOCK_NAME = "CONCAT('tandem.relay.', LEFT(SHA1(DATABASE()), 32))";
/** For connecting, and for each answer. */
const TIMEOUT_MS = 5_000;

/** A relay whose computer has died is noticed after this; one that lives says something more often. */
const SILENCE_SECONDS = 30;

/** MySQL or MariaDB, whose named locks belong to a connection. */
export function mysqlLockServer(
  server: DatabaseServer,
  ssl: false | { readonly rejectUnauthorized: boolean },
): LockServer {
  const { host, port, user, password, database } = server;
  return {
    name: `the database "${database}" on ${host}:${port}`,
    async attempt(seeker) {
      const connection = await createConnection({
        host,
        port,
        user,
        password,
        database,
        ...(ssl !== false && { ssl }),
        connectTimeout: TIMEOUT_MS,
      });
      connection.on('error', () => seeker.ended());
      connection.on('end', () => seeker.ended());
      try {
        const ask = async (sql: string) => {
          const question = { sql, timeout: TIMEOUT_MS };
          const [rows] = await connection.query<(RowDataPacket & Record<string, unknown>)[]>(question);
          return Array.isArray(rows) ? rows[0] : undefined;
        };
        await ask(`SET SESSION wait_timeout = ${SILENCE_SECONDS}`);
        seeker.connected(String((await ask('SELECT CONNECTION_ID() AS id'))?.['id']));
        const answer = await ask(
          `SELECT GET_LOCK(${LOCK_NAME}, 0) AS locked, IS_USED_LOCK(${LOCK_NAME}) AS holder`,
        );
        if (Number(answer?.['locked']) === 1) {
          return {
            kind: 'taken',
            session: {
              beat: async () => {
                await ask('SELECT 1');
              },
              end: () => connection.end(),
              destroy: () => connection.destroy(),
            },
          };
        }
        await connection.end();
        const holder = answer?.['holder'] as number | null;
        return { kind: 'in use', holder: holder === null ? undefined : String(holder) };
      } catch (error) {
        connection.destroy();
        throw error;
      }
    },
  };
}
