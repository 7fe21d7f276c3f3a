import assert from 'node:assert/strict';
import type { RoomStore } from '../../../relay/store/roomStore.ts';
import { StoreError } from '../../../relay/store/storeError.ts';
import { createRoom, newRoomId, snapshotAt, updateRow, updateRows } from '../../support/storedRooms.ts';
import { sequences } from './assertions.ts';

/** Calls that are made while others are under way. */
export function describeConcurrency(store: () => RoomStore): void {
  describe('several callers at once', () => {
    it('[F20] loads a whole room at any moment of appends and snapshots', async () => {
      const { id } = await createRoom(store());
      const progress = { last: 1, writing: true };
      const writer = (async () => {
        for (let round = 0; round < 60; round += 1) {
          const rows = updateRows(id, progress.last + 1, progress.last + 5);
          await store().appendUpdates(rows);
          progress.last += 5;
          if (round % 4 === 0) await store().saveSnapshot(id, snapshotAt(progress.last - 2), new Date());
        }
      })().finally(() => (progress.writing = false));
      let loads = 0;
      do {
        const known = progress.last;
        const room = await store().loadRoom(id);
        const covered = room?.updates.at(-1)?.sequence ?? room?.snapshot?.sequence ?? 0;
        assert.ok(covered >= known, `what was stored is missing: ${covered} of ${known}`);
        loads += 1;
      } while (progress.writing);
      await writer;
      assert.ok(loads > 1);
      assert.deepEqual(sequences(await store().loadRoom(id)).at(-1), progress.last);
    });

    it('keeps writes of one room apart from the failing ones of others', async () => {
      const { id } = await createRoom(store());
      const results = await Promise.allSettled(
        Array.from({ length: 40 }, (_, index) =>
          index % 2 === 0
            ? store().appendUpdates(updateRows(id, 2 + index * 300, 301 + index * 300))
            : store().appendUpdates([
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
        await store().appendUpdates(rows.map((row) => ({ ...row, update: Uint8Array.of(9) })));
      }
      assert.equal((await store().loadRoom(id))?.updates.length, 40 * 300);
    });

    it('lets the same append be made several times at once', async () => {
      const { id } = await createRoom(store());
      await Promise.all(Array.from({ length: 8 }, () => store().appendUpdates(updateRows(id, 2, 300))));
      assert.equal((await store().loadRoom(id))?.updates.length, 299);
    });

    it('ends with the newest of the snapshots that are saved at once', async () => {
      const { id } = await createRoom(store());
      await store().appendUpdates(updateRows(id, 2, 20));
      const order = [4, 20, 7, 12, 19, 3, 15];
      await Promise.all(order.map((sequence) => store().saveSnapshot(id, snapshotAt(sequence), new Date())));
      assert.equal((await store().loadRoom(id))?.snapshot?.sequence, 20);
    });

    it('[N6] never loads a room without its log while it is being deleted', async () => {
      for (let round = 0; round < 20; round += 1) {
        const { id } = await createRoom(store());
        await store().appendUpdates(updateRows(id, 2, 5));
        const append = store()
          .appendUpdates(updateRows(id, 6, 7))
          .catch(isNoRoom);
        const save = store().saveSnapshot(id, snapshotAt(3), new Date()).catch(isNoRoom);
        const [deleted, ...loads] = await Promise.all([
          store().deleteRoom(id),
          store().loadRoom(id),
          store().loadRoom(id),
        ]);
        await Promise.all([append, save]);
        assert.equal(deleted, true);
        for (const room of loads) {
          if (room !== undefined) assert.ok((room.updates.at(-1)?.sequence ?? 0) >= 5);
        }
        assert.equal(await store().loadRoom(id), undefined);
      }
    });
  });
}

function isNoRoom(error: unknown): void {
  assert.ok(error instanceof StoreError && error.problem.kind === 'no-room', String(error));
}
