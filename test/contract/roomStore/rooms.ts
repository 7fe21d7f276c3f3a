import assert from 'node:assert/strict';
import { MAX_ROOM_NAME_UNITS } from '../../../shared/limits.ts';
import type { RoomId } from '../../../shared/room/roomId.ts';
import type { RoomStore } from '../../../relay/store/roomStore.ts';
import {
  createRoom,
  newRoomId,
  roomRecord,
  snapshotAt,
  updateRow,
  updateRows,
} from '../../support/storedRooms.ts';
import { rejects, sequences } from './assertions.ts';

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

/** Rooms are created, found, changed and deleted, whatever their texts are. */
export function describeRooms(store: () => RoomStore): void {
  describe('rooms', () => {
    it('finds a room as it was created, to the millisecond', async () => {
      const record = await createRoom(store(), { updatedAt: new Date('2026-10-25T00:59:59.999Z') });
      assert.deepEqual({ ...(await store().findRoom(record.id)) }, record);
    });

    it('finds nothing where there is no room', async () => {
      assert.equal(await store().findRoom(newRoomId()), undefined);
      assert.equal(await store().loadRoom(newRoomId()), undefined);
      assert.equal(await store().updateRoom(newRoomId(), { name: 'x' }, new Date()), undefined);
      assert.equal(await store().deleteRoom(newRoomId()), false);
    });

    it('tells ids apart that differ in case only', async () => {
      const upper = await createRoom(store(), { id: 'AbCdEfGhIjKlMnOpQrStUv' as RoomId });
      assert.equal(await store().findRoom(upper.id.toLowerCase() as RoomId), undefined);
      await createRoom(store(), { id: upper.id.toLowerCase() as RoomId, name: 'the other one' });
      assert.equal((await store().findRoom(upper.id))?.name, 'A room');
    });

    for (const [kind, text] of Object.entries(HOSTILE_TEXTS)) {
      it(`[S33] brings back ${kind} as it was`, async () => {
        const { id } = roomRecord();
        const record = roomRecord({ id, name: text, language: text.slice(0, 50).toWellFormed() });
        await store().createRoom(record, updateRow(id, 1, { participant: text }), snapshotAt(1, text));
        await store().appendUpdates([updateRow(id, 2, { participant: text })]);

        assert.equal((await store().findRoom(id))?.name, text);
        assert.equal((await store().findRoom(id))?.language, record.language);
        assert.equal((await store().loadRoom(id))?.snapshot?.text, text);
        assert.equal((await store().loadRoom(id))?.updates[0]?.participant, text);
        assert.equal((await store().updateRoom(id, { name: `${text}!` }, new Date()))?.name, `${text}!`);
      });
    }

    it('brings back half of a surrogate pair as U+FFFD', async () => {
      const record = roomRecord({ name: 'half \ud83d' });
      await store().createRoom(record, updateRow(record.id, 1), snapshotAt(1, '\ude00 half'));
      assert.equal((await store().findRoom(record.id))?.name, 'half \ufffd');
      assert.equal((await store().loadRoom(record.id))?.snapshot?.text, '\ufffd half');
    });

    it('refuses a second room of the same id, and leaves the first as it is', async () => {
      const record = await createRoom(store());
      const second = roomRecord({ id: record.id, name: 'usurper' });
      await rejects(store().createRoom(second, updateRow(second.id, 1), snapshotAt(1, 'theft')), {
        kind: 'room-exists',
        roomId: record.id,
      });
      assert.equal((await store().findRoom(record.id))?.name, 'A room');
      assert.equal((await store().loadRoom(record.id))?.snapshot?.text, 'text at 1');
    });

    it('changes what it is told to change, and when that was', async () => {
      const record = await createRoom(store());
      const first = new Date('2026-04-01T10:00:00.001Z');
      const second = new Date('2026-04-01T10:00:00.002Z');
      assert.deepEqual(
        { ...(await store().updateRoom(record.id, { name: 'New' }, first)) },
        { ...record, name: 'New', updatedAt: first },
      );
      assert.deepEqual(
        { ...(await store().updateRoom(record.id, { language: 'rust' }, second)) },
        { ...record, name: 'New', language: 'rust', updatedAt: second },
      );
      assert.equal((await store().findRoom(record.id))?.language, 'rust');
    });

    it('keeps who owns a room, and whether a model may see its text', async () => {
      const ownerTokenHash = 'a1'.repeat(32);
      const record = await createRoom(store(), { ownerTokenHash });
      assert.deepEqual({ ...(await store().findRoom(record.id)) }, record);
      for (const modelCompletions of [true, false]) {
        const changed = await store().updateRoom(record.id, { modelCompletions }, record.updatedAt);
        assert.deepEqual({ ...changed }, { ...record, modelCompletions });
        assert.equal((await store().loadRoom(record.id))?.record.modelCompletions, modelCompletions);
      }
    });

    it('deletes a room with its snapshot and its log, and no other', async () => {
      const [gone, kept] = [await createRoom(store()), await createRoom(store())];
      await store().appendUpdates([...updateRows(gone.id, 2, 40), ...updateRows(kept.id, 2, 3)]);
      assert.equal(await store().deleteRoom(gone.id), true);
      assert.equal(await store().findRoom(gone.id), undefined);
      assert.equal(await store().loadRoom(gone.id), undefined);
      assert.equal(await store().deleteRoom(gone.id), false);
      assert.deepEqual(sequences(await store().loadRoom(kept.id)), [2, 3]);
      // A new room under the old id begins empty: no row was left behind.
      await createRoom(store(), { id: gone.id });
      assert.deepEqual(sequences(await store().loadRoom(gone.id)), []);
    });
  });
}
