import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { DataSource, Driver } from 'typeorm';
import { systemClock } from '../clock.ts';
import { databaseOrSkip, DATABASE_KINDS, type TestDatabase } from '../../test/support/databases.ts';
import {
  createRoom,
  newRoomId,
  roomRecord,
  snapshotAt,
  updateRow,
  updateRows,
} from '../../test/support/storedRooms.ts';
import { createDataSource } from './createDataSource.ts';
import { parseDatabaseUrl } from './databaseUrl.ts';
import { migrate } from './migrate.ts';
import { openRoomStore } from './openRoomStore.ts';
import type { RoomStore } from './roomStore.ts';
import { createSqliteDatabase } from './sqliteDatabase.ts';
import { StoreError } from './storeError.ts';
import { createTypeormRoomStore } from './typeormRoomStore.ts';

const inFile = DATABASE_KINDS.find((kind) => kind.name === 'SQLite in a file')!;

describe('the store on SQLite', function () {
  this.timeout(120_000);
  let test: TestDatabase;
  const open: RoomStore[] = [];

  beforeEach(async function () {
    test = await databaseOrSkip(this, inFile);
  });

  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
    await test.drop();
  });

  /** A store, and a way past it to its connection. */
  async function opened(sqliteSynchronous: 'full' | 'normal' = 'full', clock = systemClock) {
    const { dataSource, entities } = createDataSource(parseDatabaseUrl(test.url), {
      sqliteSynchronous,
      poolSize: 1,
      warn: () => undefined,
    });
    await dataSource.initialize();
    await migrate(dataSource);
    const store = createTypeormRoomStore(dataSource, createSqliteDatabase(dataSource, clock), entities);
    open.push(store);
    return { store, dataSource };
  }

  it('is as durable as it was told to be, and keeps foreign keys', async () => {
    for (const [mode, level] of [
      ['full', 2],
      ['normal', 1],
    ] as const) {
      const { dataSource } = await opened(mode);
      assert.deepEqual(await dataSource.query('PRAGMA synchronous'), [{ synchronous: level }]);
      assert.deepEqual(await dataSource.query('PRAGMA journal_mode'), [{ journal_mode: 'wal' }]);
      assert.deepEqual(await dataSource.query('PRAGMA foreign_keys'), [{ foreign_keys: 1 }]);
    }
  });

  it('[F4] waits for a file that somebody else has locked, while the event loop goes on', async () => {
    const { store } = await opened();
    const { dataSource: other } = await opened();
    const { id } = await createRoom(store);

    await other.query('BEGIN EXCLUSIVE');
    let isStored = false;
    const append = store.appendUpdates([updateRow(id, 2)]).then(() => (isStored = true));
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(isStored, false);
    await other.query('COMMIT');
    await append;
    assert.equal((await store.loadRoom(id))?.updates.length, 1);
  });

  it('[F4] gives up on a lock that nobody lets go, and has then stored nothing', async () => {
    // A clock without pauses, since what is looked at is the end of the patience.
    const { store } = await opened('full', {
      ...systemClock,
      after: (_, task) => systemClock.after(0, task),
    });
    const { dataSource: other } = await opened();
    const { id } = await createRoom(store);
    await other.query('BEGIN IMMEDIATE');
    await store.ping();
    assert.equal(store.appendAtOnce([updateRow(id, 2)]), false);
    await assert.rejects(store.appendUpdates([updateRow(id, 2)]), isFailed('SQLITE_BUSY'));
    await other.query('COMMIT');
    assert.equal((await store.loadRoom(id))?.updates.length, 0);
    await store.appendUpdates([updateRow(id, 2)]);
  });

  it('stores at once, but not into a transaction that is open', async () => {
    const { store } = await opened();
    const { id } = await createRoom(store);
    assert.equal(store.appendAtOnce([updateRow(id, 2)]), true);
    assert.equal(store.appendAtOnce(updateRows(id, 3, 60)), true);
    const saved = store.saveSnapshot(id, snapshotAt(2), new Date());
    assert.equal(store.appendAtOnce([updateRow(id, 61)]), false);
    await saved;
    assert.equal((await store.loadRoom(id))?.updates.length, 58);
    await store.close();
    assert.equal(store.appendAtOnce([updateRow(id, 61)]), false);
  });

  it('[F5] refuses what does not fit a full disk, keeps what it has, and goes on when there is room', async () => {
    const { store, dataSource } = await opened();
    const { id } = await createRoom(store);
    const [size] = await dataSource.query<{ page_count: number }[]>('PRAGMA page_count');
    await dataSource.query(`PRAGMA max_page_count = ${size!.page_count + 5}`);

    const large = updateRow(id, 3, { update: new Uint8Array(1_000_000) });
    await assert.rejects(store.appendUpdates([updateRow(id, 2), large]), isFailed('SQLITE_FULL'));
    const another = roomRecord();
    await assert.rejects(
      store.createRoom(another, updateRow(another.id, 1), snapshotAt(1, 'x'.repeat(1_000_000))),
      isFailed('SQLITE_FULL'),
    );
    assert.equal(await store.findRoom(another.id), undefined);
    await store.appendUpdates([updateRow(id, 2)]);

    await dataSource.query('PRAGMA max_page_count = 1000000');
    await store.appendUpdates([updateRow(id, 2), large]);
    assert.equal((await store.loadRoom(id))?.updates.length, 2);
  });

  it('[F5] stores nothing in a transaction that could not be rolled back, and goes on when it could', async () => {
    const { store, dataSource } = await opened();
    const { store: other } = await opened();
    const { id } = await createRoom(store);
    let isFailing = true;
    failRollbacks(dataSource, () => isFailing);

    await assert.rejects(store.createRoom(roomRecord({ id }), updateRow(id, 1), snapshotAt(1)), {
      problem: { kind: 'room-exists', roomId: id },
    });
    assert.equal(store.appendAtOnce([updateRow(id, 2)]), false);
    await assert.rejects(store.appendUpdates([updateRow(id, 2)]), isFailed('SQLITE_IOERR'));
    await assert.rejects(store.deleteRoom(id), isFailed('SQLITE_IOERR'));
    await assert.rejects(store.loadRoom(id), isFailed('SQLITE_IOERR'));

    isFailing = false;
    await store.appendUpdates([updateRow(id, 2)]);
    // Seen from another connection, and so committed.
    assert.equal((await other.loadRoom(id))?.updates.length, 1);
  });

  it('keeps what people wrote out of its errors, for errors are logged', async () => {
    const { store, dataSource } = await opened();
    await dataSource.query('DROP TABLE room_snapshots');
    const record = roomRecord({ name: 'hunter2 name' });
    const first = updateRow(record.id, 1, { update: Buffer.from('hunter2 update') });
    await assert.rejects(store.createRoom(record, first, snapshotAt(1, 'hunter2 text')), (error: unknown) => {
      assert.ok(error instanceof StoreError && error.problem.kind === 'failed');
      assert.match(error.message, /^The database failed: .*no such table/);
      assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /hunter2|68756e74657232|INSERT/i);
      return true;
    });
  });

  it('lists a page of any size in three statements', async () => {
    const { store, dataSource } = await opened();
    for (let count = 0; count < 30; count += 1) await createRoom(store);
    const statements: string[] = [];
    dataSource.logger.logQuery = (statement) => void statements.push(statement);
    assert.equal((await store.listRooms({ skip: 0, limit: 30 })).rooms.length, 30);
    assert.equal(statements.filter((statement) => statement.startsWith('SELECT')).length, 3);
  });

  it('loads a log of 260,000 rows in one go', async () => {
    const { store } = await opened('normal');
    const { id } = await createRoom(store);
    for (let from = 2; from < 260_000; from += 20_000) {
      await store.appendUpdates(Array.from({ length: 20_000 }, (_, index) => updateRow(id, from + index)));
    }
    assert.equal((await store.loadRoom(id))?.updates.length, 260_000);
  });

  it('[F13] keeps few statements prepared, however many rows its commits have had', async () => {
    const { store, dataSource } = await opened('normal');
    const { id } = await createRoom(store);
    const prepared = watchPrepared(dataSource);
    let sequence = 2;
    for (let count = 1; count <= 300; count += 1) {
      await store.appendUpdates(Array.from({ length: count }, () => updateRow(id, sequence++)));
    }
    assert.equal((await store.loadRoom(id))?.updates.length, sequence - 2);
    // Each keeps about a kilobyte for each place of its rows.
    const places = [...prepared].reduce((sum, sql) => sum + sql.split('(?').length - 1, 0);
    assert.ok(places < 1_000, `${prepared.size} statements with ${places} rows`);
  });

  it('says in one sentence what is wrong with a file that is no database', async () => {
    await assert.rejects(openRoomStore('sqlite:////dev/null/tandem.db'), (error: unknown) => {
      // No kind that a later attempt may cure.
      assert.ok(error instanceof StoreError && error.problem.kind === 'unsuitable-database');
      assert.equal(
        error.message,
        'The folder /dev/null cannot be made. Choose another place with DATABASE_URL.',
      );
      return true;
    });
  });

  it('refuses rows of a room that never was', async () => {
    const { store } = await opened();
    const id = newRoomId();
    await assert.rejects(store.appendUpdates([updateRow(id, 1)]), {
      problem: { kind: 'no-room', roomIds: [id] },
    });
  });
});

interface Handle {
  prepare: (sql: string) => { run: (...parameters: unknown[]) => unknown };
}

function handleOf({ driver }: DataSource): Handle {
  return (driver as Driver & { readonly databaseConnection: Handle }).databaseConnection;
}

/** Fills with the statements that are prepared on this connection from now on. */
function watchPrepared(dataSource: DataSource): ReadonlySet<string> {
  const handle = handleOf(dataSource);
  const prepare = handle.prepare.bind(handle);
  const seen = new Set<string>();
  handle.prepare = (sql) => {
    seen.add(sql);
    return prepare(sql);
  };
  return seen;
}

/** From now on ROLLBACK fails on this connection while `isFailing`. */
function failRollbacks(dataSource: DataSource, isFailing: () => boolean): void {
  const handle = handleOf(dataSource);
  const prepare = handle.prepare.bind(handle);
  handle.prepare = (sql) => {
    const statement = prepare(sql);
    if (sql !== 'ROLLBACK') return statement;
    const run = statement.run.bind(statement);
    statement.run = (...parameters) => {
      if (isFailing()) throw ioError();
      return run(...parameters);
    };
    return statement;
  };
}

function ioError(): Error {
  return Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
}

function isFailed(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.ok(error.problem.kind === 'failed', error.message);
    assert.equal(error.problem.code, code);
    return true;
  };
}
