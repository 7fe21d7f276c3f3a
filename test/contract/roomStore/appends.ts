import assert from 'node:assert/strict';
import type { RoomStore, StoredUpdate } from '../../../relay/store/roomStore.ts';
import { createRoom, updateRow, updateRows } from '../../support/storedRooms.ts';
import { rejects, sequences } from './assertions.ts';

/** The log of a room: whole appends, each row once, without holes. */
export function describeAppends(store: () => RoomStore): void {
  describe('appends', () => {
    it('brings back every byte, sender and time of the log, in order', async () => {
      const { id } = await createRoom(store());
      const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const rows = [
        updateRow(id, 2, { update: everyByte, participant: 'p-ü' }),
        updateRow(id, 3, { update: new Uint8Array(0), createdAt: new Date('2026-12-31T23:59:59.999Z') }),
        // A view into a larger buffer: only what it shows may be stored.
        updateRow(id, 4, { update: everyByte.subarray(10, 20) }),
      ];
      await store().appendUpdates(rows.toReversed());
      assert.deepEqual((await store().loadRoom(id))?.updates.map(plain), rows.map(plain));
    });

    it('stores the rows of many rooms in one commit', async () => {
      const rooms = [await createRoom(store()), await createRoom(store()), await createRoom(store())];
      await store().appendUpdates(rooms.flatMap(({ id }) => updateRows(id, 2, 400)));
      for (const { id } of rooms) assert.equal((await store().loadRoom(id))?.updates.length, 399);
    });

    it('does nothing when there is nothing to append', async () => {
      await store().appendUpdates([]);
    });

    it('[F7] takes a repeated append as done, and changes nothing', async () => {
      const { id } = await createRoom(store());
      await store().appendUpdates(updateRows(id, 2, 600));
      const before = await store().loadRoom(id);
      await store().appendUpdates(updateRows(id, 2, 600));
      await store().appendUpdates([
        updateRow(id, 5, { participant: 'somebody else', createdAt: new Date() }),
      ]);
      assert.deepEqual(await store().loadRoom(id), before);
    });

    it('[F7] completes an append of which a part is there, or which names a row twice', async () => {
      const { id } = await createRoom(store());
      await store().appendUpdates(updateRows(id, 2, 4));
      await store().appendUpdates([...updateRows(id, 3, 6), updateRow(id, 6), updateRow(id, 1)]);
      assert.deepEqual(sequences(await store().loadRoom(id)), [2, 3, 4, 5, 6]);
    });

    it('has stored what it says to have stored at once, and says nothing of what it has not', async () => {
      const [{ id }, gone] = [await createRoom(store()), await createRoom(store())];
      await store().deleteRoom(gone.id);
      const isStored = store().appendAtOnce(updateRows(id, 2, 90));
      assert.deepEqual(sequences(await store().loadRoom(id)).length, isStored ? 89 : 0);
      for (const rows of [
        [...updateRows(id, 91, 200), updateRow(gone.id, 2)],
        [updateRow(id, 91), updateRow(gone.id, 2)],
        [updateRow(gone.id, 2)],
      ]) {
        assert.equal(store().appendAtOnce(rows), false);
        await rejects(store().appendUpdates(rows), { kind: 'no-room', roomIds: [gone.id] });
      }
      await store().appendUpdates(updateRows(id, 2, 95));
      assert.equal(sequences(await store().loadRoom(id)).at(-1), 95);
      assert.equal(store().appendAtOnce([updateRow(id, 4, { update: Uint8Array.of(6) })]), false);
    });

    it('refuses other bytes under a sequence that is taken, and stores nothing of that append', async () => {
      const [mine, other] = [await createRoom(store()), await createRoom(store())];
      await store().appendUpdates(updateRows(mine.id, 2, 3));
      const rows = [
        updateRow(other.id, 2),
        updateRow(mine.id, 3, { update: Uint8Array.of(6) }),
        updateRow(mine.id, 4),
      ];
      await rejects(store().appendUpdates(rows), { kind: 'sequence-taken', roomId: mine.id, sequence: 3 });
      assert.deepEqual(sequences(await store().loadRoom(mine.id)), [2, 3]);
      assert.deepEqual(
        (await store().loadRoom(mine.id))?.updates.map(plain),
        updateRows(mine.id, 2, 3).map(plain),
      );
      assert.deepEqual(sequences(await store().loadRoom(other.id)), []);
    });

    it('refuses two different updates under one sequence in one append', async () => {
      const { id } = await createRoom(store());
      const rows = [updateRow(id, 2), updateRow(id, 2, { update: Uint8Array.of(6) })];
      await rejects(store().appendUpdates(rows), { kind: 'sequence-taken', roomId: id, sequence: 2 });
      assert.deepEqual(sequences(await store().loadRoom(id)), []);
    });

    it('refuses rows for a room that is gone, names it, and stores nothing of that append', async () => {
      const [gone, kept] = [await createRoom(store()), await createRoom(store())];
      await store().deleteRoom(gone.id);
      for (const count of [2, 600]) {
        const rows = [...updateRows(kept.id, 2, count), updateRow(gone.id, 2)];
        await rejects(store().appendUpdates(rows), { kind: 'no-room', roomIds: [gone.id] });
        assert.deepEqual(sequences(await store().loadRoom(kept.id)), []);
      }
      assert.equal(await store().loadRoom(gone.id), undefined);
    });

    it('[N6] refuses to load a room whose log has a hole', async () => {
      const { id } = await createRoom(store());
      await store().appendUpdates([updateRow(id, 2), updateRow(id, 4)]);
      await rejects(store().loadRoom(id), { kind: 'broken-log', roomId: id, sequence: 3 });
      await store().appendUpdates([updateRow(id, 3)]);
      assert.deepEqual(sequences(await store().loadRoom(id)), [2, 3, 4]);
    });
  });
}

/** With plain bytes: a Buffer is a Uint8Array, but not deeply equal to one. */
function plain(row: StoredUpdate) {
  return { ...row, update: [...row.update] };
}
