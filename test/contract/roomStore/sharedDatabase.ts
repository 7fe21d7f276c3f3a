import assert from 'node:assert/strict';
import type { RoomStore } from '../../../relay/store/roomStore.ts';
import { createRoom, snapshotAt, updateRow, updateRows } from '../../support/storedRooms.ts';
import { rejects, sequences } from './assertions.ts';

/** Several stores, and so several relays, on the same rooms; `open` opens another one. */
export function describeSharedDatabase(store: () => RoomStore, open: () => Promise<RoomStore>): void {
  describe('two stores on one database', () => {
    let second: RoomStore;
    before(async () => {
      second = await open();
    });
    after(() => second.close());

    it('[N1] sees in one what the other has stored', async () => {
      const { id } = await createRoom(store(), { name: '😀' });
      await second.appendUpdates([updateRow(id, 2)]);
      await store().appendUpdates([updateRow(id, 3)]);
      assert.deepEqual(sequences(await second.loadRoom(id)), [2, 3]);
      assert.equal((await second.findRoom(id))?.name, '😀');
    });

    it('[U3] knows one relay in both', async () => {
      const kept = await Promise.all(
        [store(), second].map((one, which) => one.relayKey(Uint8Array.of(which))),
      );
      assert.deepEqual(kept[0], kept[1]);
    });

    it('goes on in both while both write at once', async () => {
      const rooms = [await createRoom(store()), await createRoom(second)];
      await Promise.all(
        [store(), second].map(async (one, which) => {
          const { id } = rooms[which]!;
          for (let sequence = 2; sequence < 600; sequence += 20) {
            await one.appendUpdates(updateRows(id, sequence, sequence + 19));
            if (sequence % 100 === 2) await one.saveSnapshot(id, snapshotAt(sequence), new Date());
          }
        }),
      );
      for (const { id } of rooms) assert.equal(sequences(await store().loadRoom(id)).at(-1), 601);
    });

    it('waits for what is under way, and refuses what comes after', async () => {
      const closing = await open();
      const { id } = await createRoom(closing);
      const append = closing.appendUpdates(updateRows(id, 2, 700));
      const closed = closing.close();
      await rejects(closing.appendUpdates([updateRow(id, 701)]), { kind: 'closed' });
      await Promise.all([append, closed, closing.close()]);
      await rejects(closing.ping(), { kind: 'closed' });
      assert.equal((await store().loadRoom(id))?.updates.length, 699);
    });

    it('lets only one of two different updates have a sequence', async () => {
      const { id } = await createRoom(store());
      for (let sequence = 2; sequence < 20; sequence += 1) {
        const results = await Promise.allSettled(
          [store(), second].map((one, which) =>
            one.appendUpdates([updateRow(id, sequence, { update: Uint8Array.of(which) })]),
          ),
        );
        const stored = (await store().loadRoom(id))?.updates.at(-1)?.update[0];
        assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
        assert.equal(results[stored!]?.status, 'fulfilled');
      }
    });
  });
}
