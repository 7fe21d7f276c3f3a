import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { systemClock } from '../clock.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../../test/support/databases.ts';
import { createDataSource } from './createDataSource.ts';
import { parseDatabaseUrl } from './databaseUrl.ts';
import { createServerDatabase } from './serverDatabase.ts';
import { StoreError } from './storeError.ts';

for (const kind of DATABASE_KINDS.filter(({ name }) => !name.startsWith('SQLite'))) {
  describe(`a database server behind a bad wire: ${kind.name}`, function () {
    this.timeout(120_000);
    let test: TestDatabase | undefined;
    let wire: Awaited<ReturnType<typeof openWire>> | undefined;

    beforeEach(async function () {
      test = await databaseOrSkip(this, kind);
      wire = await openWire(new URL(test.url));
    });

    afterEach(async () => {
      await wire?.close();
      await test?.drop();
      wire = test = undefined;
    });

    async function connect(answerTimeoutMs?: number) {
      const { dataSource } = createDataSource(parseDatabaseUrl(wire!.url), {
        sqliteSynchronous: 'full',
        poolSize: 1,
        warn: () => undefined,
      });
      await dataSource.initialize();
      await dataSource.query('CREATE TABLE notes (number integer PRIMARY KEY)');
      return createServerDatabase(dataSource, systemClock, answerTimeoutMs);
    }

    it('[F9] gives up on a server that does not answer, and works again when it does', async () => {
      const database = await connect(300);
      wire!.swallow(true);
      await assert.rejects(
        database.write((session) => session.execute('INSERT INTO notes VALUES (?)', [1])),
        (error: unknown) => {
          assert.ok(error instanceof StoreError && error.problem.kind === 'failed');
          assert.equal(error.problem.code, 'ETIMEDOUT');
          return true;
        },
      );
      wire!.swallow(false);
      // With a pool of one, this succeeds only if the dead connection was given up, too.
      await database.single((session) => session.execute('INSERT INTO notes VALUES (?)', [2]));
      await database.close();
    });

    it('[F3] works again after its connections were cut', async () => {
      const database = await connect();
      await database.single((session) => session.execute('SELECT 1', []));
      wire!.cut();
      // The first one may still be handed the broken connection, but nothing after it.
      await database.single((session) => session.execute('SELECT 1', [])).catch(() => undefined);
      await database.single((session) => session.execute('INSERT INTO notes VALUES (?)', [1]));
      await database.close();
    });

    it('[N1] never hands out a connection on which a transaction was left open', async () => {
      const database = await connect();
      await assert.rejects(
        database.write(async (session) => {
          await session.execute('INSERT INTO notes VALUES (?)', [1]);
          // Stands for a ROLLBACK that fails while the connection lives.
          const runner = session.manager.queryRunner!;
          runner.rollbackTransaction = () => Promise.reject(new Error('no rollback today'));
          throw new Error('the work failed');
        }),
        /the work failed/,
      );
      await database.single((session) => session.execute('INSERT INTO notes VALUES (?)', [2]));
      await database.close();

      const again = createDataSource(parseDatabaseUrl(test!.url), {
        sqliteSynchronous: 'full',
        poolSize: 1,
        warn: () => undefined,
      }).dataSource;
      await again.initialize();
      assert.deepEqual(
        (await again.query<{ number: number }[]>('SELECT number FROM notes')).map((row) => row.number),
        [2],
      );
      await again.destroy();
    });
  });
}

/** A TCP proxy in front of the server that `target` names, which can go silent and can be cut. */
async function openWire(target: URL) {
  const sockets = new Set<net.Socket>();
  let swallowing = false;
  const server = net.createServer((near) => {
    const far = net.connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      let silenced = false;
      sockets.add(from);
      from.on('data', (chunk) => {
        // A wire that went dead stays dead: the bytes in between are gone.
        silenced ||= swallowing;
        if (!silenced) to.write(chunk);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target.href);
  url.port = String((server.address() as net.AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    swallow: (on: boolean) => {
      swallowing = on;
    },
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
