import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { scatteredText } from '../../test/support/scatteredText.ts';
import { newRoomId, roomRecord, updateRow } from '../../test/support/storedRooms.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { systemRandom } from '../random.ts';
import { isRefusal } from '../refusedError.ts';
import { createMemoryRoomStore } from '../store/memoryRoomStore.ts';
import { CommitQueue } from './commitQueue.ts';
import { OpenRooms } from './openRooms.ts';
import { RoomMemory } from './roomMemory.ts';

const CHARACTERS = 200_000;

describe('rooms that share memory', () => {
  const log = { ...silentLog, debug: () => undefined, fatal: () => undefined };
  const clock = new ManualClock();
  const store = createMemoryRoomStore();
  const state = scatteredText(CHARACTERS);
  /** Two of these, but not three, find space. */
  const memory = () => new RoomMemory(5 * state.length);
  const open = (most: RoomMemory) =>
    new OpenRooms({
      ...{ store, clock, log, random: systemRandom, memory: most },
      commits: new CommitQueue({ store, clock, log }),
    });
  let large: RoomId[];
  let small: RoomId;

  const stored = async (update: Uint8Array, text: string): Promise<RoomId> => {
    const record = roomRecord({ id: newRoomId() });
    await store.createRoom(record, updateRow(record.id, 1, { update }), { sequence: 1, state: update, text });
    return record.id;
  };
  before(async () => {
    const text = 'x'.repeat(CHARACTERS);
    large = [await stored(state, text), await stored(state, text), await stored(state, text)];
    small = await stored(scatteredText(10), 'x'.repeat(10));
  });

  it('[H2] refuse a large one for which there is none, until another is left, and never a small one', async () => {
    const rooms = open(memory());
    const [one, two, three] = large as [RoomId, RoomId, RoomId];
    const lease = await rooms.acquire(one, 'ada');
    await rooms.acquire(two, 'ben');
    await assert.rejects(rooms.acquire(three, 'eve'), isBusy);
    assert.ok((await rooms.acquire(small, 'eve')) !== undefined);
    assert.ok((await rooms.acquire(one, 'eve')) !== undefined, 'one that is open');
    lease!.release();
    await assert.rejects(rooms.acquire(three, 'eve'), isBusy, 'somebody is still in it');
    assert.equal(rooms.size, 3);
  });

  it('put away those that nobody is in, the longest first', async () => {
    const rooms = open(memory());
    const [one, two, three] = large as [RoomId, RoomId, RoomId];
    const leases = [await rooms.acquire(one, 'ada'), await rooms.acquire(two, 'ben')];
    for (const lease of leases) lease!.release();
    assert.equal(rooms.size, 2, 'they linger');
    assert.ok((await rooms.acquire(three, 'eve')) !== undefined);
    assert.deepEqual(
      [one, two, three].map((id) => rooms.peek(id) !== undefined),
      [false, true, true],
    );
  });

  it('[H2] open for one holder although another has had its share', async () => {
    const rooms = open(new RoomMemory(9 * state.length));
    const [one, two] = large as [RoomId, RoomId, RoomId];
    await rooms.acquire(one, 'eve');
    const both = await Promise.allSettled([rooms.acquire(two, 'eve'), rooms.acquire(two, 'ada')]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'fulfilled'],
    );
  });
});

const isBusy = (error: unknown) => isRefusal(error, 'largeRoomsBusy');
