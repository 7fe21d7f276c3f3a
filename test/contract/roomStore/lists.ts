import assert from 'node:assert/strict';
import type { RoomStore } from '../../../relay/store/roomStore.ts';
import type { RoomPlace } from '../../../shared/api/roomPlace.ts';
import type { RoomId } from '../../../shared/room/roomId.ts';
import { createRoom, snapshotAt, updateRows } from '../../support/storedRooms.ts';

/** The list of rooms, page by page, with the texts that are current. */
export function describeLists(store: () => RoomStore): void {
  describe('lists', () => {
    it('lists the newest first and settles ties by id, so that pages neither repeat nor skip', async () => {
      const times = [9, 1, 5, 5, 5, 5, 5, 7, 3, 5].map((hour) => new Date(Date.UTC(2090, 0, 1, hour)));
      const created = [];
      for (const createdAt of times) created.push(await createRoom(store(), { createdAt }));
      const expected = created
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
        .map((room) => room.id);

      const seen: string[] = [];
      for (let skip = 0; skip < expected.length; skip += 3) {
        const { rooms } = await store().listRooms({ skip, limit: Math.min(3, expected.length - skip) });
        seen.push(...rooms.map((room) => room.id));
      }
      assert.deepEqual(seen, expected);
    });

    it('counts all rooms, whatever the page', async () => {
      const { total } = await store().listRooms({ skip: 0, limit: 1 });
      await createRoom(store());
      assert.equal((await store().listRooms({ skip: 0, limit: 1 })).total, total + 1);
      assert.deepEqual(await store().listRooms({ skip: total + 1, limit: 10 }), {
        rooms: [],
        total: total + 1,
        hasMore: false,
      });
      assert.deepEqual(await store().listRooms({ skip: 0, limit: 0 }), {
        rooms: [],
        total: total + 1,
        hasMore: true,
      });
    });

    it('goes on behind a room, also one that is gone, while rooms come and go', async () => {
      const created = [];
      for (let hour = 0; hour < 8; hour++) {
        // Pairs of one millisecond, so that the id has to decide.
        const createdAt = new Date(Date.UTC(2094, 0, 1, Math.floor(hour / 2)));
        created.push(await createRoom(store(), { createdAt }));
      }
      const expected = created
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
        .map(({ id }) => id);
      const seen: string[] = [];
      const newer: string[] = [];
      let after: RoomPlace | undefined;
      while (seen.length < 6) {
        const { rooms, hasMore } = await store().listRooms({ skip: 0, limit: 2, after });
        assert.ok(hasMore);
        seen.push(...rooms.map(({ id }) => id));
        after = rooms.at(-1)!;
        newer.push((await createRoom(store(), { createdAt: new Date(Date.UTC(2095, 0, 1)) })).id);
        await store().deleteRoom(after.id);
      }
      const { rooms } = await store().listRooms({ skip: 1, limit: 1, after });
      assert.deepEqual([...seen, rooms[0]?.id], [...expected.slice(0, 6), expected[7]]);
      for (const id of [...newer, ...expected]) await store().deleteRoom(id as RoomId);
    });

    it('says that there is no more behind the last room', async () => {
      const { total } = await store().listRooms({ skip: 0, limit: 1 });
      const last = await store().listRooms({ skip: total - 1, limit: 1 });
      assert.deepEqual([last.rooms.length, last.hasMore], [1, false]);
      const behind = await store().listRooms({ skip: 0, limit: 5, after: last.rooms[0] });
      assert.deepEqual(behind, { rooms: [], total, hasMore: false });
      assert.equal((await store().listRooms({ skip: 0, limit: total, withTexts: false })).hasMore, false);
      assert.equal((await store().listRooms({ skip: 0, limit: total, maxTextBytes: 1 })).hasMore, total > 1);
    });

    it('ends a page before its texts get longer than asked, but never before its first room', async () => {
      const created = [];
      for (const [hour, text] of ['ééé', 'abcd', 'abc', 'a'].entries()) {
        const createdAt = new Date(Date.UTC(2093, 0, 1, 9 - hour));
        const record = await createRoom(store(), { createdAt });
        await store().saveSnapshot(record.id, snapshotAt(1, text), createdAt);
        created.push(record);
      }
      const texts = async (skip: number, maxTextBytes: number) =>
        (await store().listRooms({ skip, limit: 4 - skip, maxTextBytes })).rooms.map(({ text }) => text);
      assert.deepEqual(await texts(0, 14), ['ééé', 'abcd', 'abc', 'a']);
      assert.deepEqual(await texts(0, 13), ['ééé', 'abcd', 'abc']);
      assert.deepEqual(await texts(0, 9), ['ééé']);
      assert.deepEqual(await texts(0, 1), ['ééé']);
      assert.deepEqual(await texts(1, 4), ['abcd']);
      // The lists that other tests look at begin with the newest.
      for (const { id } of created) await store().deleteRoom(id);
    });

    it('gives the text where the snapshot is current, and only there', async () => {
      const createdAt = new Date(Date.UTC(2091, 0, 1));
      const record = await createRoom(store(), { createdAt });
      const listed = async () => (await store().listRooms({ skip: 0, limit: 1 })).rooms[0];

      assert.deepEqual({ ...(await listed()) }, { ...record, text: 'text at 1' });
      await store().appendUpdates(updateRows(record.id, 2, 3));
      assert.equal((await listed())?.text, undefined);
      await store().saveSnapshot(record.id, snapshotAt(2), createdAt);
      assert.equal((await listed())?.text, undefined);
      await store().saveSnapshot(record.id, snapshotAt(3, ''), createdAt);
      assert.equal((await listed())?.text, '');
      await store().deleteRoom(record.id);
    });

    it('gives the same page without texts where none are asked for', async () => {
      const createdAt = new Date(Date.UTC(2092, 0, 1));
      const created = [await createRoom(store(), { createdAt }), await createRoom(store(), { createdAt })];
      const page = { skip: 0, limit: 2, maxTextBytes: 1 };
      const { rooms, total } = await store().listRooms({ ...page, withTexts: false });
      const newestFirst = created.sort((one, other) => (one.id < other.id ? 1 : -1));
      assert.deepEqual(
        rooms.map((room) => ({ ...room })),
        newestFirst.map((record) => ({ ...record, text: undefined })),
      );
      assert.equal(total, (await store().listRooms({ skip: 0, limit: 1 })).total);
      for (const { id } of created) await store().deleteRoom(id);
    });
  });
}
