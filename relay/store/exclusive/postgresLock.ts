import pg from 'pg';
import type { DatabaseServer } from '../databaseUrl.ts';
import type { LockServer } from './sessionLock.ts';

/** PostgreSQL counts its advisory locks by database: the number needs no name in it. */
const LOCK_NUMBER = 0x74616e65;
/** For connecting, and for each answer. */
const TIMEOUT_MS = 5_000;

/** What would end an idle transaction is off; a relay whose computer has died is noticed within half a minute. */
const SETTINGS = {
  idle_in_transaction_session_timeout: '0',
  transaction_timeout: '0',
  statement_timeout: '0',
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
};

/**
 * The lock belongs to a transaction that stays open, which a connection pooler leaves on one connection of the server. It
 * has read no rows, so that it holds up no VACUUM.
 */
export function postgresLockServer(
  server: DatabaseServer,
  ssl: false | { readonly rejectUnauthorized: boolean },
): LockServer {
  const { host, port, user, password, database } = server;
  return {
    name: `the database "${database}" on ${host}:${port}`,
    async attempt(seeker) {
      const client = new pg.Client({
        host,
        port,
        user,
        password,
        database,
        ssl,
        connectionTimeoutMillis: TIMEOUT_MS,
        query_timeout: TIMEOUT_MS,
        keepAlive: true,
        application_name: 'tandem lock',
      });
      client.on('error', () => seeker.ended());
      client.on('end', () => seeker.ended());
      try {
        await client.connect();
        await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
        await client.query(
          'SELECT set_config(name, given.value, true) FROM pg_settings JOIN json_each_text($1) AS given(name, value) USING (name)',
          [JSON.stringify(SETTINGS)],
        );
        const own = await client.query<{ id: string }>(`${CONNECTION_ID} WHERE pid = pg_backend_pid()`);
        seeker.connected(own.rows[0]?.id ?? 'unknown');
        const answer = await client.query<{ locked: boolean }>(
          'SELECT pg_try_advisory_xact_lock($1) AS locked',
          [LOCK_NUMBER],
        );
        if (answer.rows[0]?.locked === true) {
          return {
            kind: 'taken',
            session: {
              beat: async () => {
                await client.query('SELECT 1');
              },
              end: () => client.end(),
              destroy: () => void client.end().catch(() => undefined),
            },
          };
        }
        const holder = await client.query<{ id: string }>(
          `${CONNECTION_ID} JOIN pg_locks USING (pid) JOIN pg_database ON oid = database
           WHERE locktype = 'advisory' AND classid = 0 AND objid = $1 AND granted AND pg_database.datname = current_database()`,
          [LOCK_NUMBER],
        );
        await client.end();
        return { kind: 'in use', holder: holder.rows[0]?.id };
      } catch (error) {
        void client.end().catch(() => undefined);
        throw error;
      }
    },
  };
}

/** Numbers of processes are used again; with its start it is one connection and no other. */
const CONNECTION_ID = "SELECT concat(pid, ' ', backend_start) AS id FROM pg_stat_activity";
