import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createDataSource } from './createDataSource.ts';
import { parseDatabaseUrl } from './databaseUrl.ts';
import { openRoomStore } from './openRoomStore.ts';
import { StoreError } from './storeError.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../../test/support/databases.ts';
import { createRoom } from '../../test/support/storedRooms.ts';

const SETTINGS = { sqliteSynchronous: 'full', poolSize: 2, warn: () => undefined } as const;

for (const kind of DATABASE_KINDS.filter((candidate) => candidate.isShared)) {
  describe(`migrations: ${kind.name}`, function () {
    this.timeout(120_000);
    let database: TestDatabase | undefined;

    beforeEach(async function () {
      database = undefined;
      database = await databaseOrSkip(this, kind);
    });

    afterEach(() => database?.drop());

    async function connected<T>(work: (run: (sql: string) => Promise<T>) => Promise<void>): Promise<void> {
      const { dataSource } = createDataSource(parseDatabaseUrl(database!.url), SETTINGS);
      await dataSource.initialize();
      try {
        await work((sql) => dataSource.query<T>(sql));
      } finally {
        await dataSource.destroy();
      }
    }

    it('builds the tables at the first start and keeps the rooms at the next', async () => {
      const first = await openRoomStore(database!.url);
      const { id } = await createRoom(first);
      await first.close();
      const second = await openRoomStore(database!.url);
      assert.equal((await second.findRoom(id))?.id, id);
      await second.close();
    });

    it('lets stores start at once in one process', async () => {
      const stores = await Promise.all(Array.from({ length: 4 }, () => openRoomStore(database!.url)));
      const { id } = await createRoom(stores[0]!);
      for (const store of stores) assert.equal((await store.findRoom(id))?.id, id);
      await Promise.all(stores.map((store) => store.close()));
    });

    it('lets relays start at once in several processes', async () => {
      const module = JSON.stringify(new URL('openRoomStore.ts', import.meta.url).href);
      const script =
        `const { openRoomStore } = await import(${module});` +
        `const store = await openRoomStore(process.argv[1]); await store.ping(); await store.close();`;
      const results = await Promise.all(
        Array.from({ length: 3 }, async () => {
          const child = spawn(process.execPath, ['--input-type=module', '-e', script, database!.url], {
            stdio: ['ignore', 'ignore', 'pipe'],
          });
          let errors = '';
          child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
          const [code] = (await once(child, 'close')) as [number | null];
          return { code, errors };
        }),
      );
      for (const { code, errors } of results) assert.equal(code, 0, errors);
      await connected<{ name: string }[]>(async (run) => {
        assert.equal((await run('SELECT name FROM migrations')).length, 2);
      });
    });

    it('refuses a database that a newer relay has changed, in one sentence, and leaves it as it is', async () => {
      await (await openRoomStore(database!.url)).close();
      const migration = 'AddSomething9999999999999';
      await connected((run) =>
        run(`INSERT INTO migrations (timestamp, name) VALUES (9999999999999, '${migration}')`).then(
          () => undefined,
        ),
      );
      await assert.rejects(openRoomStore(database!.url), (error: unknown) => {
        assert.ok(error instanceof StoreError);
        assert.deepEqual(error.problem, { kind: 'newer-schema', migration });
        assert.match(error.message, /^[^\n]+update this relay\.$/);
        return true;
      });
      await connected<{ name: string }[]>(async (run) => {
        assert.equal((await run('SELECT name FROM migrations')).length, 3);
      });
    });

    it('keeps the rooms of before, which nobody owns and no model sees', async () => {
      const { dataSource } = createDataSource(parseDatabaseUrl(database!.url), SETTINGS);
      const before = await openRoomStore(database!.url);
      const { id } = await createRoom(before, { ownerTokenHash: 'b2'.repeat(32), modelCompletions: true });
      await before.close();
      await dataSource.initialize();
      await dataSource.undoLastMigration();
      await dataSource.destroy();
      const after = await openRoomStore(database!.url);
      const { record, snapshot } = (await after.loadRoom(id))!;
      assert.deepEqual([record.ownerTokenHash, record.modelCompletions], ['', false]);
      assert.equal(snapshot?.text, 'text at 1', 'the room is still whole');
      await after.close();
    });

    it('[F20] goes on where a start was killed between two columns', async () => {
      await (await openRoomStore(database!.url)).close();
      await connected(async (run) => {
        await run('ALTER TABLE rooms DROP COLUMN owner_token_hash');
        await run("DELETE FROM migrations WHERE name LIKE 'AddRoomOwners%'");
      });
      const store = await openRoomStore(database!.url);
      await createRoom(store);
      await store.close();
    });

    it('[F20] goes on where a start was killed between two tables', async () => {
      await (await openRoomStore(database!.url)).close();
      await connected(async (run) => {
        await run('DROP TABLE room_snapshots');
        await run('DROP TABLE room_updates');
        await run('DELETE FROM migrations');
      });
      const store = await openRoomStore(database!.url);
      await createRoom(store);
      await store.close();
    });

    it('leaves tables that are what the entities say', async () => {
      await (await openRoomStore(database!.url)).close();
      const { dataSource } = createDataSource(parseDatabaseUrl(database!.url), SETTINGS);
      await dataSource.initialize();
      try {
        const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
        assert.deepEqual(
          upQueries.map((change) => change.query),
          [],
        );
      } finally {
        await dataSource.destroy();
      }
    });

    it('takes its tables away again when it is undone', async () => {
      await (await openRoomStore(database!.url)).close();
      const { dataSource } = createDataSource(parseDatabaseUrl(database!.url), SETTINGS);
      await dataSource.initialize();
      try {
        await dataSource.undoLastMigration();
        assert.equal(await dataSource.createQueryRunner().hasColumn('rooms', 'owner_token_hash'), false);
        await dataSource.undoLastMigration();
        assert.equal(await dataSource.createQueryRunner().hasTable('rooms'), false);
      } finally {
        await dataSource.destroy();
      }
      await (await openRoomStore(database!.url)).close();
    });
  });
}
