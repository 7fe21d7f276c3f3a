import assert from 'node:assert/strict';
import { MAX_STATE_BYTES } from '../../../shared/limits.ts';
import type { RoomStore, StoredRoom } from '../../../relay/store/roomStore.ts';
import { createRoom, snapshotAt, updateRow, updateRows } from '../../support/storedRooms.ts';
import { rejects, sequences } from './assertions.ts';

/** Snapshots beside the log, up to the largest. */
export function describeSnapshots(store: () => RoomStore, maxStateBytes = MAX_STATE_BYTES): void {
  describe('snapshots', () => {
    it('loads the latest snapshot and the log after it', async () => {
      const record = await createRoom(store());
      await store().appendUpdates(updateRows(record.id, 2, 9));
      const updatedAt = new Date('2026-05-05T05:05:05.005Z');
      await store().saveSnapshot(record.id, snapshotAt(7), updatedAt);
      const room = await store().loadRoom(record.id);
      assert.deepEqual({ ...room?.record }, { ...record, updatedAt });
      assert.deepEqual(plainSnapshot(room), snapshotAt(7));
      assert.deepEqual(sequences(room), [8, 9]);
    });

    it('never replaces a newer snapshot by an older one', async () => {
      const { id } = await createRoom(store());
      await store().appendUpdates(updateRows(id, 2, 9));
      await store().saveSnapshot(id, snapshotAt(8), new Date('2026-05-05T05:05:05.005Z'));
      const before = await store().loadRoom(id);
      await store().saveSnapshot(id, snapshotAt(3), new Date('2027-05-05T05:05:05.005Z'));
      assert.deepEqual(await store().loadRoom(id), before);
    });

    it('keeps the log: the rows that a snapshot covers are still there', async () => {
      const { id } = await createRoom(store());
      await store().appendUpdates(updateRows(id, 2, 3));
      await store().saveSnapshot(id, snapshotAt(3), new Date());
      await rejects(store().appendUpdates([updateRow(id, 2, { update: Uint8Array.of(6) })]), {
        kind: 'sequence-taken',
        roomId: id,
        sequence: 2,
      });
    });

    it('refuses a snapshot of a room that is gone', async () => {
      const { id } = await createRoom(store());
      await store().deleteRoom(id);
      await rejects(store().saveSnapshot(id, snapshotAt(2), new Date()), { kind: 'no-room', roomIds: [id] });
      assert.equal(await store().loadRoom(id), undefined);
    });

    it('holds a text of 2 MB and the largest state', async () => {
      const { id } = await createRoom(store());
      const text = 'a\n😀\0'.repeat(400_000);
      const state = new Uint8Array(maxStateBytes).map((_, index) => index * 31);
      await store().saveSnapshot(id, { sequence: 1, state, text }, new Date());
      const loaded = (await store().loadRoom(id))?.snapshot;
      assert.ok(loaded?.text === text);
      assert.ok(Buffer.compare(loaded.state, state) === 0);
      await store().deleteRoom(id);
    });

    it('holds an update of 8 MB beside small ones', async () => {
      const { id } = await createRoom(store());
      const update = new Uint8Array(8 * 1024 * 1024).map((_, index) => index * 37);
      await store().appendUpdates([updateRow(id, 2), updateRow(id, 3, { update }), updateRow(id, 4)]);
      const loaded = await store().loadRoom(id);
      assert.deepEqual(sequences(loaded), [2, 3, 4]);
      assert.ok(Buffer.compare(loaded!.updates[1]!.update, update) === 0);
      await store().deleteRoom(id);
    });
  });
}

/** With plain bytes: a Buffer is a Uint8Array, but not deeply equal to one. */
function plainSnapshot(room: StoredRoom | undefined) {
  assert.ok(room?.snapshot);
  return { ...room.snapshot, state: Uint8Array.from(room.snapshot.state) };
}
