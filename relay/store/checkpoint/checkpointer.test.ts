import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DataSource } from 'typeorm';
import { eventually } from '../../../test/support/eventually.ts';
import { ManualClock } from '../../../test/support/manualClock.ts';
import { createRoom, updateRow } from '../../../test/support/storedRooms.ts';
import { createDataSource } from '../createDataSource.ts';
import { migrate } from '../migrate.ts';
import type { RoomStore } from '../roomStore.ts';
import { createSqliteDatabase } from '../sqliteDatabase.ts';
import { createTypeormRoomStore } from '../typeormRoomStore.ts';
import { Checkpointer, LONG_LOG_PAGES } from './checkpointer.ts';

const PAGE_BYTES = 4_096;

describe('checkpoints of SQLite', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let clock: ManualClock;
  let warnings: string[];
  const stores: RoomStore[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-checkpoints-'));
    file = path.join(folder, 'rooms.db');
    clock = new ManualClock();
    warnings = [];
  });

  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** A store whose checkpoints a thread makes. */
  async function opened(): Promise<{ store: RoomStore; dataSource: DataSource }> {
    const { dataSource, entities } = createDataSource(
      { kind: 'sqlite', path: file },
      { sqliteSynchronous: 'normal', poolSize: 1, warn: () => undefined },
    );
    await dataSource.initialize();
    await migrate(dataSource);
    const warn = (message: string) => void warnings.push(message);
    const database = createSqliteDatabase(dataSource, clock, { file, warn });
    const store = createTypeormRoomStore(dataSource, database, entities);
    stores.push(store);
    await eventually('the thread', async () => (await automaticPages(dataSource)) === 0);
    return { store, dataSource };
  }

  async function automaticPages(dataSource: DataSource): Promise<number> {
    const [row] = await dataSource.query<{ wal_autocheckpoint: number }[]>('PRAGMA wal_autocheckpoint');
    return row!.wal_autocheckpoint;
  }

  /** Of the database, in this process. */
  function openFiles(): string[] {
    const names = fs.readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return fs.readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return [];
      }
    });
    return names.filter((name) => name.startsWith(file));
  }

  const logBytes = () => fs.statSync(`${file}-wal`).size;

  it('are made by the thread while somebody writes without a pause', async () => {
    const { store, dataSource } = await opened();
    const { id } = await createRoom(store);
    const update = new Uint8Array(20 * PAGE_BYTES);
    let longest = 0;
    for (let sequence = 2; sequence < 1_500; sequence++) {
      const rows = [updateRow(id, sequence, { update })];
      if (!store.appendAtOnce(rows)) await store.appendUpdates(rows);
      if (sequence % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      longest = Math.max(longest, logBytes());
    }
    assert.ok(longest < (1_498 * update.length) / 2, `${longest} bytes`);
    assert.equal(await automaticPages(dataSource), 0);
    assert.equal((await store.loadRoom(id))?.updates.length, 1_498);
    assert.deepEqual(warnings, []);
  });

  it('are finished while writes wait once the log is long, and only then', async () => {
    fs.writeFileSync(file, '');
    let log = LONG_LOG_PAGES - 1;
    const timersInTurn: number[] = [];
    const checkpointer = new Checkpointer({
      file,
      clock,
      warn: (message) => void warnings.push(message),
      pragma: () => ({ log, checkpointed: 0 }),
      inTurn: (work) => {
        const working = work();
        // One is for the thread's answer, if it was asked.
        timersInTurn.push(clock.pending);
        return working;
      },
    });
    checkpointer.start();
    await eventually('the thread', () => clock.pending === 0);
    checkpointer.wrote();
    await eventually('a checkpoint', () => timersInTurn.length === 1);
    log = LONG_LOG_PAGES;
    for (let writes = 0; writes < 128; writes++) checkpointer.wrote();
    await eventually('another', () => timersInTurn.length === 2);
    assert.deepEqual(timersInTurn, [1, 2]);
    assert.equal(await checkpointer.stop(), true);
    assert.deepEqual(warnings, []);
  });

  it('leave an empty log when nobody has written for a while', async () => {
    const { store } = await opened();
    const { id } = await createRoom(store);
    await store.appendUpdates([updateRow(id, 2)]);
    assert.notEqual(logBytes(), 0);
    clock.advance(20_000);
    await store.appendUpdates([updateRow(id, 3)]);
    clock.advance(20_000);
    await store.ping();
    assert.notEqual(logBytes(), 0, 'somebody has written meanwhile');
    clock.advance(40_000);
    await eventually('an empty log', () => logBytes() === 0);
    await store.appendUpdates([updateRow(id, 4)]);
    assert.equal((await store.loadRoom(id))?.updates.length, 3);
  });

  it('leave no file open when the store is closed in the middle of one', async function () {
    if (process.platform !== 'linux') return this.skip();
    const { store } = await opened();
    const { id } = await createRoom(store);
    const update = new Uint8Array(2_000 * PAGE_BYTES);
    await store.appendUpdates([updateRow(id, 2, { update })]);
    clock.advance(40_000);
    await store.close();
    assert.deepEqual(openFiles(), []);
    assert.equal(fs.existsSync(`${file}-wal`), false);
  });

  it('are not over before the thread has closed its files, however often it is asked to', async function () {
    if (process.platform !== 'linux') return this.skip();
    fs.writeFileSync(file, '');
    const warn = (message: string) => void warnings.push(message);
    const parts = { file, clock, warn, pragma: () => undefined };
    const checkpointer = new Checkpointer({ ...parts, inTurn: (work) => work() });
    checkpointer.start();
    await eventually('the thread', () => clock.pending === 0 && openFiles().length > 0);
    const first = checkpointer.stop();
    clock.advance(5_000);
    assert.equal(await first, false);
    assert.equal(await checkpointer.stop(), true);
    assert.deepEqual(openFiles(), []);
  });

  it('are SQLite’s own while the thread cannot make them, and the thread’s again when it can', async () => {
    fs.writeFileSync(file, 'x'.repeat(5_000));
    const automatic: number[] = [];
    const checkpointer = new Checkpointer({
      file,
      clock,
      warn: (message) => void warnings.push(message),
      pragma: (source) => {
        automatic.push(Number(/^wal_autocheckpoint = (\d+)$/.exec(source)?.[1]));
        return undefined;
      },
      inTurn: (work) => work(),
    });
    checkpointer.start();
    await eventually('a warning', () => warnings.length === 1);
    assert.match(warnings[0]!, /not a database/);
    assert.equal(automatic.at(-1), LONG_LOG_PAGES);

    clock.advance(60_000);
    await eventually('another attempt', () => clock.pending === 1 && automatic.length === 4);
    assert.equal(warnings.length, 1, 'said once');

    fs.writeFileSync(file, '');
    clock.advance(60_000);
    await eventually('the thread', () => automatic.at(-1) === 0);
    assert.equal(await checkpointer.stop(), true);
    assert.equal(clock.pending, 0);
  });

  it('are not made of another file that was put in the place of the relay’s', async () => {
    const { store, dataSource } = await opened();
    stores.splice(0);
    await store.close();
    assert.equal(dataSource.isInitialized, false);
    const checkpointer = new Checkpointer({
      file,
      clock,
      warn: (message) => void warnings.push(message),
      pragma: () => undefined,
      inTurn: (work) => work(),
    });
    fs.renameSync(file, `${file}.old`);
    fs.writeFileSync(file, 'another');
    checkpointer.start();
    clock.advance(10_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(clock.pending, 1, 'it waits for the file to come back');
    assert.deepEqual(warnings, [], 'no thread has tried');
    fs.renameSync(`${file}.old`, file);
    clock.advance(60_000);
    await checkpointer.stop();
    assert.deepEqual(warnings, []);
    assert.equal(clock.pending, 0);
  });
});
