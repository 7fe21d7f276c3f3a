import assert from 'node:assert/strict';
import type { RoomId } from '../../shared/room/roomId.ts';
import { MAX_ROOM_NAME_UNITS, MAX_STATE_BYTES } from '../../shared/limits.ts';
import type { RoomStore, StoredRoom, StoredUpdate } from '../../relay/store/roomStore.ts';
import { StoreError, type StoreProblem } from '../../relay/store/storeError.ts';
import {
  createRoom,
  newRoomId,
  roomRecord,
  snapshotAt,
  updateRow,
  updateRows,
} from '../support/storedRooms.ts';

export interface StoreUnderTest {
  /** A store on the rooms that belong to this test run: on the same ones at every call, if that is possible. */
  open(): Promise<RoomStore>;
  drop(): Promise<void>;
}

export interface StoreTraits {
  /** Two stores that are opened see the same rooms, and what one wrote is there for the next. */
  readonly isShared: boolean;
  /** The largest state that this store takes; a database server may be set up to take less than we would send. */
  readonly maxStateBytes?: number;
}

const HOSTILE_TEXTS = {
  'an emoji of several code points': 'pair 👩‍💻 programming 🏳️‍🌈',
  SQL: `'; DROP TABLE rooms; --`,
  'quotes and backslashes': `\\'"\`\\0\\\\`,
  placeholders: '? $1 :name %s {0}',
  'U+0000': 'a\0b\0',
  'a trailing space': 'room ',
  'an empty text': '',
  'combining characters in both forms': '\u00e9 e\u0301',
  'right to left': 'שלום',
  'the longest name': '𝄞'.repeat(MAX_ROOM_NAME_UNITS / 2),
};

/** The contract of RoomStore: what every implementation has to keep. */
export function describeRoomStore(
  name: string,
  traits: StoreTraits,
  prepare: (context: Mocha.Context) => Promise<StoreUnderTest>,
): void {
  describe(`RoomStore: ${name}`, function () {
    this.timeout(120_000);
    let subject: StoreUnderTest | undefined;
    let store: RoomStore;
    let opened: RoomStore | undefined;

    before(async function () {
      subject = await prepare(this);
      store = opened = await subject.open();
    });

    after(async () => {
      await opened?.close();
      await subject?.drop();
    });

    describe('rooms', () => {
      it('finds a room as it was created, to the millisecond', async () => {
        const record = await createRoom(store, { updatedAt: new Date('2026-10-25T00:59:59.999Z') });
        assert.deepEqual({ ...(await store.findRoom(record.id)) }, record);
      });

      it('finds nothing where there is no room', async () => {
        assert.equal(await store.findRoom(newRoomId()), undefined);
        assert.equal(await store.loadRoom(newRoomId()), undefined);
        assert.equal(await store.updateRoom(newRoomId(), { name: 'x' }, new Date()), undefined);
        assert.equal(await store.deleteRoom(newRoomId()), false);
      });

      it('tells ids apart that differ in case only', async () => {
        const upper = await createRoom(store, { id: 'AbCdEfGhIjKlMnOpQrStUv' as RoomId });
        assert.equal(await store.findRoom(upper.id.toLowerCase() as RoomId), undefined);
        await createRoom(store, { id: upper.id.toLowerCase() as RoomId, name: 'the other one' });
        assert.equal((await store.findRoom(upper.id))?.name, 'A room');
      });

      for (const [kind, text] of Object.entries(HOSTILE_TEXTS)) {
        it(`[S33] brings back ${kind} as it was`, async () => {
          const { id } = roomRecord();
          const record = roomRecord({ id, name: text, language: text.slice(0, 50).toWellFormed() });
          await store.createRoom(record, updateRow(id, 1, { participant: text }), snapshotAt(1, text));
          await store.appendUpdates([updateRow(id, 2, { participant: text })]);

          assert.equal((await store.findRoom(id))?.name, text);
          assert.equal((await store.findRoom(id))?.language, record.language);
          assert.equal((await store.loadRoom(id))?.snapshot?.text, text);
          assert.equal((await store.loadRoom(id))?.updates[0]?.participant, text);
          assert.equal((await store.updateRoom(id, { name: `${text}!` }, new Date()))?.name, `${text}!`);
        });
      }

      it('brings back half of a surrogate pair as U+FFFD', async () => {
        const record = roomRecord({ name: 'half \ud83d' });
        await store.createRoom(record, updateRow(record.id, 1), snapshotAt(1, '\ude00 half'));
        assert.equal((await store.findRoom(record.id))?.name, 'half \ufffd');
        assert.equal((await store.loadRoom(record.id))?.snapshot?.text, '\ufffd half');
      });

      it('refuses a second room of the same id, and leaves the first as it is', async () => {
        const record = await createRoom(store);
        const second = roomRecord({ id: record.id, name: 'usurper' });
        await rejects(store.createRoom(second, updateRow(second.id, 1), snapshotAt(1, 'theft')), {
          kind: 'room-exists',
          roomId: record.id,
        });
        assert.equal((await store.findRoom(record.id))?.name, 'A room');
        assert.equal((await store.loadRoom(record.id))?.snapshot?.text, 'text at 1');
      });

      it('changes what it is told to change, and when that was', async () => {
        const record = await createRoom(store);
        const first = new Date('2026-04-01T10:00:00.001Z');
        const second = new Date('2026-04-01T10:00:00.002Z');
        assert.deepEqual(
          { ...(await store.updateRoom(record.id, { name: 'New' }, first)) },
          { ...record, name: 'New', updatedAt: first },
        );
        assert.deepEqual(
          { ...(await store.updateRoom(record.id, { language: 'rust' }, second)) },
          { ...record, name: 'New', language: 'rust', updatedAt: second },
        );
        assert.equal((await store.findRoom(record.id))?.language, 'rust');
      });

      it('keeps who owns a room, and whether a model may see its text', async () => {
        const ownerTokenHash = 'a1'.repeat(32);
        const record = await createRoom(store, { ownerTokenHash });
        assert.deepEqual({ ...(await store.findRoom(record.id)) }, record);
        for (const modelCompletions of [true, false]) {
          const changed = await store.updateRoom(record.id, { modelCompletions }, record.updatedAt);
          assert.deepEqual({ ...changed }, { ...record, modelCompletions });
          assert.equal((await store.loadRoom(record.id))?.record.modelCompletions, modelCompletions);
        }
      });

      it('deletes a room with its snapshot and its log, and no other', async () => {
        const [gone, kept] = [await createRoom(store), await createRoom(store)];
        await store.appendUpdates([...updateRows(gone.id, 2, 40), ...updateRows(kept.id, 2, 3)]);
        assert.equal(await store.deleteRoom(gone.id), true);
        assert.equal(await store.findRoom(gone.id), undefined);
        assert.equal(await store.loadRoom(gone.id), undefined);
        assert.equal(await store.deleteRoom(gone.id), false);
        assert.deepEqual(sequences(await store.loadRoom(kept.id)), [2, 3]);
        // A new room under the old id begins empty: no row was left behind.
        await createRoom(store, { id: gone.id });
        assert.deepEqual(sequences(await store.loadRoom(gone.id)), []);
      });
    });

    describe('lists', () => {
      it('lists the newest first and settles ties by id, so that pages neither repeat nor skip', async () => {
        const times = [9, 1, 5, 5, 5, 5, 5, 7, 3, 5].map((hour) => new Date(Date.UTC(2090, 0, 1, hour)));
        const created = [];
        for (const createdAt of times) created.push(await createRoom(store, { createdAt }));
        const expected = created
          .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
          .map((room) => room.id);

        const seen: string[] = [];
        for (let skip = 0; skip < expected.length; skip += 3) {
          const { rooms } = await store.listRooms({ skip, limit: Math.min(3, expected.length - skip) });
          seen.push(...rooms.map((room) => room.id));
        }
        assert.deepEqual(seen, expected);
      });

      it('counts all rooms, whatever the page', async () => {
        const { total } = await store.listRooms({ skip: 0, limit: 1 });
        await createRoom(store);
        assert.equal((await store.listRooms({ skip: 0, limit: 1 })).total, total + 1);
        assert.deepEqual(await store.listRooms({ skip: total + 1, limit: 10 }), {
          rooms: [],
          total: total + 1,
        });
        assert.deepEqual(await store.listRooms({ skip: 0, limit: 0 }), { rooms: [], total: total + 1 });
      });

      it('ends a page before its texts get longer than asked, but never before its first room', async () => {
        const created = [];
        for (const [hour, text] of ['ééé', 'abcd', 'abc', 'a'].entries()) {
          const createdAt = new Date(Date.UTC(2093, 0, 1, 9 - hour));
          const record = await createRoom(store, { createdAt });
          await store.saveSnapshot(record.id, snapshotAt(1, text), createdAt);
          created.push(record);
        }
        const texts = async (skip: number, maxTextBytes: number) =>
          (await store.listRooms({ skip, limit: 4 - skip, maxTextBytes })).rooms.map(({ text }) => text);
        assert.deepEqual(await texts(0, 14), ['ééé', 'abcd', 'abc', 'a']);
        assert.deepEqual(await texts(0, 13), ['ééé', 'abcd', 'abc']);
        assert.deepEqual(await texts(0, 9), ['ééé']);
        assert.deepEqual(await texts(0, 1), ['ééé']);
        assert.deepEqual(await texts(1, 4), ['abcd']);
        // The lists that other tests look at begin with the newest.
        for (const { id } of created) await store.deleteRoom(id);
      });

      it('gives the text where the snapshot is current, and only there', async () => {
        const createdAt = new Date(Date.UTC(2091, 0, 1));
        const record = await createRoom(store, { createdAt });
        const listed = async () => (await store.listRooms({ skip: 0, limit: 1 })).rooms[0];

        assert.deepEqual({ ...(await listed()) }, { ...record, text: 'text at 1' });
        await store.appendUpdates(updateRows(record.id, 2, 3));
        assert.equal((await listed())?.text, undefined);
        await store.saveSnapshot(record.id, snapshotAt(2), createdAt);
        assert.equal((await listed())?.text, undefined);
        await store.saveSnapshot(record.id, snapshotAt(3, ''), createdAt);
        assert.equal((await listed())?.text, '');
        await store.deleteRoom(record.id);
      });

      it('gives the same page without texts where none are asked for', async () => {
        const createdAt = new Date(Date.UTC(2092, 0, 1));
        const created = [await createRoom(store, { createdAt }), await createRoom(store, { createdAt })];
        const page = { skip: 0, limit: 2, maxTextBytes: 1 };
        const { rooms, total } = await store.listRooms({ ...page, withTexts: false });
        const newestFirst = created.sort((one, other) => (one.id < other.id ? 1 : -1));
        assert.deepEqual(
          rooms.map((room) => ({ ...room })),
          newestFirst.map((record) => ({ ...record, text: undefined })),
        );
        assert.equal(total, (await store.listRooms({ skip: 0, limit: 1 })).total);
        for (const { id } of created) await store.deleteRoom(id);
      });
    });

    describe('appends', () => {
      it('brings back every byte, sender and time of the log, in order', async () => {
        const { id } = await createRoom(store);
        const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
        const rows = [
          updateRow(id, 2, { update: everyByte, participant: 'p-ü' }),
          updateRow(id, 3, { update: new Uint8Array(0), createdAt: new Date('2026-12-31T23:59:59.999Z') }),
          // A view into a larger buffer: only what it shows may be stored.
          updateRow(id, 4, { update: everyByte.subarray(10, 20) }),
        ];
        await store.appendUpdates(rows.toReversed());
        assert.deepEqual((await store.loadRoom(id))?.updates.map(plain), rows.map(plain));
      });

      it('stores the rows of many rooms in one commit', async () => {
        const rooms = [await createRoom(store), await createRoom(store), await createRoom(store)];
        await store.appendUpdates(rooms.flatMap(({ id }) => updateRows(id, 2, 400)));
        for (const { id } of rooms) assert.equal((await store.loadRoom(id))?.updates.length, 399);
      });

      it('does nothing when there is nothing to append', async () => {
        await store.appendUpdates([]);
      });

      it('[F7] takes a repeated append as done, and changes nothing', async () => {
        const { id } = await createRoom(store);
        await store.appendUpdates(updateRows(id, 2, 600));
        const before = await store.loadRoom(id);
        await store.appendUpdates(updateRows(id, 2, 600));
        await store.appendUpdates([
          updateRow(id, 5, { participant: 'somebody else', createdAt: new Date() }),
        ]);
        assert.deepEqual(await store.loadRoom(id), before);
      });

      it('[F7] completes an append of which a part is there, or which names a row twice', async () => {
        const { id } = await createRoom(store);
        await store.appendUpdates(updateRows(id, 2, 4));
        await store.appendUpdates([...updateRows(id, 3, 6), updateRow(id, 6), updateRow(id, 1)]);
        assert.deepEqual(sequences(await store.loadRoom(id)), [2, 3, 4, 5, 6]);
      });

      it('refuses other bytes under a sequence that is taken, and stores nothing of that append', async () => {
        const [mine, other] = [await createRoom(store), await createRoom(store)];
        await store.appendUpdates(updateRows(mine.id, 2, 3));
        const rows = [
          updateRow(other.id, 2),
          updateRow(mine.id, 3, { update: Uint8Array.of(6) }),
          updateRow(mine.id, 4),
        ];
        await rejects(store.appendUpdates(rows), { kind: 'sequence-taken', roomId: mine.id, sequence: 3 });
        assert.deepEqual(sequences(await store.loadRoom(mine.id)), [2, 3]);
        assert.deepEqual(
          (await store.loadRoom(mine.id))?.updates.map(plain),
          updateRows(mine.id, 2, 3).map(plain),
        );
        assert.deepEqual(sequences(await store.loadRoom(other.id)), []);
      });

      it('refuses two different updates under one sequence in one append', async () => {
        const { id } = await createRoom(store);
        const rows = [updateRow(id, 2), updateRow(id, 2, { update: Uint8Array.of(6) })];
        await rejects(store.appendUpdates(rows), { kind: 'sequence-taken', roomId: id, sequence: 2 });
        assert.deepEqual(sequences(await store.loadRoom(id)), []);
      });

      it('refuses rows for a room that is gone, names it, and stores nothing of that append', async () => {
        const [gone, kept] = [await createRoom(store), await createRoom(store)];
        await store.deleteRoom(gone.id);
        for (const count of [2, 600]) {
          const rows = [...updateRows(kept.id, 2, count), updateRow(gone.id, 2)];
          await rejects(store.appendUpdates(rows), { kind: 'no-room', roomIds: [gone.id] });
          assert.deepEqual(sequences(await store.loadRoom(kept.id)), []);
        }
        assert.equal(await store.loadRoom(gone.id), undefined);
      });

      it('[N6] refuses to load a room whose log has a hole', async () => {
        const { id } = await createRoom(store);
        await store.appendUpdates([updateRow(id, 2), updateRow(id, 4)]);
        await rejects(store.loadRoom(id), { kind: 'broken-log', roomId: id, sequence: 3 });
        await store.appendUpdates([updateRow(id, 3)]);
        assert.deepEqual(sequences(await store.loadRoom(id)), [2, 3, 4]);
      });
    });

    describe('snapshots', () => {
      it('loads the latest snapshot and the log after it', async () => {
        const record = await createRoom(store);
        await store.appendUpdates(updateRows(record.id, 2, 9));
        const updatedAt = new Date('2026-05-05T05:05:05.005Z');
        await store.saveSnapshot(record.id, snapshotAt(7), updatedAt);
        const room = await store.loadRoom(record.id);
        assert.deepEqual({ ...room?.record }, { ...record, updatedAt });
        assert.deepEqual(plainSnapshot(room), snapshotAt(7));
        assert.deepEqual(sequences(room), [8, 9]);
      });

      it('never replaces a newer snapshot by an older one', async () => {
        const { id } = await createRoom(store);
        await store.appendUpdates(updateRows(id, 2, 9));
        await store.saveSnapshot(id, snapshotAt(8), new Date('2026-05-05T05:05:05.005Z'));
        const before = await store.loadRoom(id);
        await store.saveSnapshot(id, snapshotAt(3), new Date('2027-05-05T05:05:05.005Z'));
        assert.deepEqual(await store.loadRoom(id), before);
      });

      it('keeps the log: the rows that a snapshot covers are still there', async () => {
        const { id } = await createRoom(store);
        await store.appendUpdates(updateRows(id, 2, 3));
        await store.saveSnapshot(id, snapshotAt(3), new Date());
        await rejects(store.appendUpdates([updateRow(id, 2, { update: Uint8Array.of(6) })]), {
          kind: 'sequence-taken',
          roomId: id,
          sequence: 2,
        });
      });

      it('refuses a snapshot of a room that is gone', async () => {
        const { id } = await createRoom(store);
        await store.deleteRoom(id);
        await rejects(store.saveSnapshot(id, snapshotAt(2), new Date()), { kind: 'no-room', roomIds: [id] });
        assert.equal(await store.loadRoom(id), undefined);
      });

      it('holds a text of 2 MB and the largest state', async () => {
        const { id } = await createRoom(store);
        const text = 'a\n😀\0'.repeat(400_000);
        const state = new Uint8Array(traits.maxStateBytes ?? MAX_STATE_BYTES).map((_, index) => index * 31);
        await store.saveSnapshot(id, { sequence: 1, state, text }, new Date());
        const loaded = (await store.loadRoom(id))?.snapshot;
        assert.ok(loaded?.text === text);
        assert.ok(Buffer.compare(loaded.state, state) === 0);
        await store.deleteRoom(id);
      });

      it('holds an update of 8 MB beside small ones', async () => {
        const { id } = await createRoom(store);
        const update = new Uint8Array(8 * 1024 * 1024).map((_, index) => index * 37);
        await store.appendUpdates([updateRow(id, 2), updateRow(id, 3, { update }), updateRow(id, 4)]);
        const loaded = await store.loadRoom(id);
        assert.deepEqual(sequences(loaded), [2, 3, 4]);
        assert.ok(Buffer.compare(loaded!.updates[1]!.update, update) === 0);
        await store.deleteRoom(id);
      });
    });

    describe('several callers at once', () => {
      it('[F20] loads a whole room at any moment of appends and snapshots', async () => {
        const { id } = await createRoom(store);
        const progress = { last: 1, writing: true };
        const writer = (async () => {
          for (let round = 0; round < 60; round += 1) {
            const rows = updateRows(id, progress.last + 1, progress.last + 5);
            await store.appendUpdates(rows);
            progress.last += 5;
            if (round % 4 === 0) await store.saveSnapshot(id, snapshotAt(progress.last - 2), new Date());
          }
        })().finally(() => (progress.writing = false));
        let loads = 0;
        do {
          const known = progress.last;
          const room = await store.loadRoom(id);
          const covered = room?.updates.at(-1)?.sequence ?? room?.snapshot?.sequence ?? 0;
          assert.ok(covered >= known, `what was stored is missing: ${covered} of ${known}`);
          loads += 1;
        } while (progress.writing);
        await writer;
        assert.ok(loads > 1);
        assert.deepEqual(sequences(await store.loadRoom(id)).at(-1), progress.last);
      });

      it('keeps writes of one room apart from the failing ones of others', async () => {
        const { id } = await createRoom(store);
        const results = await Promise.allSettled(
          Array.from({ length: 40 }, (_, index) =>
            index % 2 === 0
              ? store.appendUpdates(updateRows(id, 2 + index * 300, 301 + index * 300))
              : store.appendUpdates([
                  ...updateRows(id, 2 + index * 300, 301 + index * 300),
                  updateRow(newRoomId(), 2),
                ]),
          ),
        );
        const resolved = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []));
        assert.deepEqual(
          resolved,
          Array.from({ length: 20 }, (_, index) => index * 2),
        );
        // Filling the gaps proves that nothing of the refused ones is there (it would be refused), and that the others are.
        for (let index = 1; index < 40; index += 2) {
          const rows = updateRows(id, 2 + index * 300, 301 + index * 300);
          await store.appendUpdates(rows.map((row) => ({ ...row, update: Uint8Array.of(9) })));
        }
        assert.equal((await store.loadRoom(id))?.updates.length, 40 * 300);
      });

      it('lets the same append be made several times at once', async () => {
        const { id } = await createRoom(store);
        await Promise.all(Array.from({ length: 8 }, () => store.appendUpdates(updateRows(id, 2, 300))));
        assert.equal((await store.loadRoom(id))?.updates.length, 299);
      });

      it('ends with the newest of the snapshots that are saved at once', async () => {
        const { id } = await createRoom(store);
        await store.appendUpdates(updateRows(id, 2, 20));
        const order = [4, 20, 7, 12, 19, 3, 15];
        await Promise.all(order.map((sequence) => store.saveSnapshot(id, snapshotAt(sequence), new Date())));
        assert.equal((await store.loadRoom(id))?.snapshot?.sequence, 20);
      });

      it('[N6] never loads a room without its log while it is being deleted', async () => {
        for (let round = 0; round < 20; round += 1) {
          const { id } = await createRoom(store);
          await store.appendUpdates(updateRows(id, 2, 5));
          const append = store.appendUpdates(updateRows(id, 6, 7)).catch(isNoRoom);
          const save = store.saveSnapshot(id, snapshotAt(3), new Date()).catch(isNoRoom);
          const [deleted, ...loads] = await Promise.all([
            store.deleteRoom(id),
            store.loadRoom(id),
            store.loadRoom(id),
          ]);
          await Promise.all([append, save]);
          assert.equal(deleted, true);
          for (const room of loads) {
            if (room !== undefined) assert.ok((room.updates.at(-1)?.sequence ?? 0) >= 5);
          }
          assert.equal(await store.loadRoom(id), undefined);
        }
      });
    });

    it('answers a ping', async () => {
      await store.ping();
    });

    if (traits.isShared) {
      describe('two stores on one database', () => {
        let second: RoomStore;
        before(async () => {
          second = await subject!.open();
        });
        after(() => second.close());

        it('[N1] sees in one what the other has stored', async () => {
          const { id } = await createRoom(store, { name: '😀' });
          await second.appendUpdates([updateRow(id, 2)]);
          await store.appendUpdates([updateRow(id, 3)]);
          assert.deepEqual(sequences(await second.loadRoom(id)), [2, 3]);
          assert.equal((await second.findRoom(id))?.name, '😀');
        });

        it('goes on in both while both write at once', async () => {
          const rooms = [await createRoom(store), await createRoom(second)];
          await Promise.all(
            [store, second].map(async (one, which) => {
              const { id } = rooms[which]!;
              for (let sequence = 2; sequence < 600; sequence += 20) {
                await one.appendUpdates(updateRows(id, sequence, sequence + 19));
                if (sequence % 100 === 2) await one.saveSnapshot(id, snapshotAt(sequence), new Date());
              }
            }),
          );
          for (const { id } of rooms) assert.equal(sequences(await store.loadRoom(id)).at(-1), 601);
        });

        it('waits for what is under way, and refuses what comes after', async () => {
          const closing = await subject!.open();
          const { id } = await createRoom(closing);
          const append = closing.appendUpdates(updateRows(id, 2, 700));
          const closed = closing.close();
          await rejects(closing.appendUpdates([updateRow(id, 701)]), { kind: 'closed' });
          await Promise.all([append, closed, closing.close()]);
          await rejects(closing.ping(), { kind: 'closed' });
          assert.equal((await store.loadRoom(id))?.updates.length, 699);
        });

        it('lets only one of two different updates have a sequence', async () => {
          const { id } = await createRoom(store);
          for (let sequence = 2; sequence < 20; sequence += 1) {
            const results = await Promise.allSettled(
              [store, second].map((one, which) =>
                one.appendUpdates([updateRow(id, sequence, { update: Uint8Array.of(which) })]),
              ),
            );
            const stored = (await store.loadRoom(id))?.updates.at(-1)?.update[0];
            assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
            assert.equal(results[stored!]?.status, 'fulfilled');
          }
        });
      });
    }
  });
}

async function rejects(promise: Promise<unknown>, problem: StoreProblem): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof StoreError, `no StoreError: ${String(error)}`);
    assert.deepEqual(error.problem, problem);
    return true;
  });
}

function isNoRoom(error: unknown): void {
  assert.ok(error instanceof StoreError && error.problem.kind === 'no-room', String(error));
}

function sequences(room: StoredRoom | undefined): number[] {
  assert.ok(room);
  return room.updates.map((row) => row.sequence);
}

/** With plain bytes: a Buffer is a Uint8Array, but not deeply equal to one. */
function plain(row: StoredUpdate) {
  return { ...row, update: [...row.update] };
}

function plainSnapshot(room: StoredRoom | undefined) {
  assert.ok(room?.snapshot);
  return { ...room.snapshot, state: Uint8Array.from(room.snapshot.state) };
}
