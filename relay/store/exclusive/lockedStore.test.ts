import assert from 'node:assert/strict';
import { createRoom, snapshotAt, updateRow } from '../../../test/support/storedRooms.ts';
import { createMemoryRoomStore } from '../memoryRoomStore.ts';
import type { RoomStore } from '../roomStore.ts';
import { StoreError } from '../storeError.ts';
import type { DatabaseLock } from './databaseLock.ts';
import { lockedStore } from './lockedStore.ts';

const LOST = new StoreError({ kind: 'failed', code: 'TANDEM_FILE', reason: 'nothing is there any more.' });
const IN_USE = new StoreError({ kind: 'in-use', database: 'the database "rooms"' });

describe('a store that needs its lock', () => {
  let inner: RoomStore;
  let store: RoomStore;
  let id: Awaited<ReturnType<typeof createRoom>>['id'];
  let trouble: StoreError | undefined;
  let mends: StoreError | undefined | 'nothing';
  let released: string[];

  beforeEach(async () => {
    inner = createMemoryRoomStore();
    ({ id } = await createRoom(inner));
    trouble = undefined;
    mends = 'nothing';
    released = [];
    const lock: DatabaseLock = {
      trouble: () => trouble,
      get knownTrouble() {
        return trouble;
      },
      check: () => {
        if (mends !== 'nothing') trouble = mends;
        return trouble === undefined ? Promise.resolve() : Promise.reject(trouble);
      },
      release: () => Promise.resolve(void released.push('lock')),
    };
    store = lockedStore(inner, lock);
  });

  const writes: Record<string, () => Promise<unknown>> = {
    'a new room': () => createRoom(store),
    'a change of a room': () => store.updateRoom(id, { name: 'x' }, new Date()),
    'a deletion': () => store.deleteRoom(id),
    'an append': () => store.appendUpdates([updateRow(id, 2)]),
    'a snapshot': () => store.saveSnapshot(id, snapshotAt(1), new Date()),
    'a probe': () => store.probe(),
  };

  for (const [title, write] of Object.entries(writes)) {
    it(`[U4] does not let ${title} reach a database that it has lost`, async () => {
      trouble = LOST;
      const before = await inner.loadRoom(id);
      await assert.rejects(write(), LOST);
      assert.deepEqual(await inner.loadRoom(id), before);
    });

    it(`[U4] does not say that ${title} is stored when the database was lost meanwhile`, async () => {
      for (const method of [
        'createRoom',
        'updateRoom',
        'deleteRoom',
        'appendUpdates',
        'saveSnapshot',
        'probe',
      ] as const) {
        const original: (...parameters: never[]) => Promise<unknown> = inner[method].bind(inner);
        Object.assign(inner, {
          [method]: async (...parameters: never[]) => {
            const result = await original(...parameters);
            trouble = LOST;
            return result;
          },
        });
      }
      await assert.rejects(write(), LOST);
    });

    it(`lets ${title} through when the lock could be taken again`, async () => {
      trouble = LOST;
      mends = undefined;
      await write();
    });
  }

  it('[U4] stores nothing at once into a database that it has lost, nor says so when it was lost meanwhile', () => {
    let appends = 0;
    let isLostMeanwhile = false;
    inner.appendAtOnce = () => {
      appends++;
      if (isLostMeanwhile) trouble = LOST;
      return true;
    };
    assert.equal(store.appendAtOnce([updateRow(id, 2)]), true);
    isLostMeanwhile = true;
    assert.equal(store.appendAtOnce([updateRow(id, 3)]), false);
    assert.equal(store.appendAtOnce([updateRow(id, 3)]), false);
    assert.equal(appends, 2);
  });

  it('[H9] opens no room of a database that another relay has, and reads on while only a file is gone', async () => {
    trouble = IN_USE;
    await assert.rejects(store.loadRoom(id), IN_USE);
    trouble = LOST;
    assert.equal((await store.loadRoom(id))?.record.id, id);
  });

  it('answers a ping only with its lock, and lets go of that last of all', async () => {
    await store.ping();
    trouble = LOST;
    await assert.rejects(store.ping(), LOST);
    inner.close = () => Promise.resolve(void released.push('database'));
    await lockedStore(inner, {
      trouble: () => undefined,
      knownTrouble: undefined,
      check: () => Promise.resolve(),
      release: () => Promise.resolve(void released.push('lock')),
    }).close();
    assert.deepEqual(released, ['database', 'lock']);
  });
});
