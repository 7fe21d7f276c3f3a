import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type DataSource, MigrationExecutor } from 'typeorm';
import { createDataSource } from './createDataSource.ts';
import { parseDatabaseUrl } from './databaseUrl.ts';
import { openRoomStore } from './openRoomStore.ts';
import { StoreError } from './storeError.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../../test/support/databases.ts';
import { createRoom } from '../../test/support/storedRooms.ts';

/** Undoes what came after the migration `name`, and that one. */
async function undoThrough(dataSource: DataSource, name: string): Promise<void> {
  const executor = new MigrationExecutor(dataSource);
  for (;;) {
    const [latest] = (await executor.getExecutedMigrations()).sort((a, b) => b.timestamp - a.timestamp);
    assert.ok(latest, `${name} was not there`);
    await dataSource.undoLastMigration();
    if (latest.name.startsWith(name)) return;
  }
}

function migrationCount(): number {
  const { migrations } = createDataSource(parseDatabaseUrl('sqlite::memory:'), SETTINGS).dataSource.options;
  return (migrations as unknown[]).length;
}

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

    it('[U3] lets relays start at once in several processes, which then are one relay', async () => {
      const module = JSON.stringify(new URL('openRoomStore.ts', import.meta.url).href);
      const script =
        `const { openRoomStore } = await import(${module});` +
        `const store = await openRoomStore(process.argv[1]); ` +
        `const key = await store.relayKey(crypto.getRandomValues(new Uint8Array(138)));` +
        `console.log(Buffer.from(key).toString('hex')); await store.close();`;
      const results = await Promise.all(
        Array.from({ length: 3 }, async () => {
          const child = spawn(process.execPath, ['--input-type=module', '-e', script, database!.url], {
            stdio: ['ignore', 'pipe', 'pipe'],
          });
          let errors = '';
          let key = '';
          child.stdout.on('data', (chunk: Buffer) => (key += chunk.toString()));
          child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
          const [code] = (await once(child, 'close')) as [number | null];
          return { code, errors, key };
        }),
      );
      for (const { code, errors } of results) assert.equal(code, 0, errors);
      assert.equal(new Set(results.map(({ key }) => key)).size, 1);
      await connected<{ name: string }[]>(async (run) => {
        assert.equal((await run('SELECT name FROM migrations')).length, migrationCount());
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
        assert.equal((await run('SELECT name FROM migrations')).length, migrationCount() + 1);
      });
    });

    it('keeps the rooms of before, which nobody owns and no model sees', async () => {
      const { dataSource } = createDataSource(parseDatabaseUrl(database!.url), SETTINGS);
      const before = await openRoomStore(database!.url);
      const { id } = await createRoom(before, { ownerTokenHash: 'b2'.repeat(32), modelCompletions: true });
      await before.close();
      await dataSource.initialize();
      await undoThrough(dataSource, 'AddRoomOwners');
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
      const tables = dataSource.createQueryRunner();
      try {
        await undoThrough(dataSource, 'AddRelayIdentity');
        assert.equal(await tables.hasTable('relay_identity'), false);
        await undoThrough(dataSource, 'AddRoomOwners');
        assert.equal(await tables.hasColumn('rooms', 'owner_token_hash'), false);
        await undoThrough(dataSource, 'CreateRooms');
        assert.equal(await tables.hasTable('rooms'), false);
      } finally {
        await tables.release();
        await dataSource.destroy();
      }
      await (await openRoomStore(database!.url)).close();
    });
  });
}
