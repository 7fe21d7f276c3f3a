import assert from 'node:assert/strict';
import { SNAPSHOT_AFTER_BYTES, SNAPSHOT_AFTER_UPDATES, SNAPSHOT_INTERVAL_MS } from '../../shared/limits.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { createRoom } from '../../test/support/storedRooms.ts';
import { createLog } from '../log.ts';
import { createMemoryRoomStore } from '../store/memoryRoomStore.ts';
import { RoomDocument } from './roomDocument.ts';
import { RoomSnapshots } from './roomSnapshots.ts';

describe('when a room’s state is written as one', () => {
  let clock: ManualClock;
  let document: RoomDocument;
  let snapshots: RoomSnapshots;
  beforeEach(async () => {
    clock = new ManualClock();
    const store = createMemoryRoomStore();
    const { id } = await createRoom(store);
    const stored = (await store.loadRoom(id))!;
    document = new RoomDocument({ ...stored, snapshot: undefined, updates: [] }, { clock });
    snapshots = new RoomSnapshots(stored, { document, store, clock, log: createLog('silent') });
  });

  it('when the log has grown long', () => {
    snapshots.stored(SNAPSHOT_AFTER_UPDATES - 1, 1);
    assert.equal(snapshots.isDue, false);
    snapshots.stored(1, 1);
    assert.equal(snapshots.isDue, true);
  });

  it('seldom, however many updates come', async () => {
    snapshots.stored(SNAPSHOT_AFTER_UPDATES, 1);
    await snapshots.save(new Date());
    snapshots.stored(2 * SNAPSHOT_AFTER_UPDATES, 1);
    assert.equal(snapshots.isDue, false);
    clock.advance(SNAPSHOT_INTERVAL_MS);
    assert.equal(snapshots.isDue, true);
  });

  it('at once when the log takes much memory', async () => {
    await snapshots.save(new Date());
    snapshots.stored(1, SNAPSHOT_AFTER_BYTES);
    assert.equal(snapshots.isDue, true);
  });

  it('leaves no timer behind', async () => {
    await snapshots.save(new Date());
    snapshots.close();
    document.dispose();
    assert.equal(clock.pending, 0);
  });
});
