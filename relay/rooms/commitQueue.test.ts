import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import { newRoomId, updateRow } from '../../test/support/storedRooms.ts';
import { CALM_MS } from '../limits.ts';
import { createMemoryRoomStore } from '../store/memoryRoomStore.ts';
import type { RoomStore } from '../store/roomStore.ts';
import { CommitQueue } from './commitQueue.ts';
import type { Lane, LaneEntry, WaitingRepeat } from './lane.ts';
import type { Participant } from './participant.ts';
import { refusedFor } from './reception.ts';

describe('a commit of edits', () => {
  const log = { ...silentLog, debug: () => undefined, fatal: () => undefined };
  const sender = {} as Participant;
  let clock: ManualClock;
  let commits: string[];
  let answersAtOnce: boolean;
  let queue: CommitQueue;
  let next: number;

  beforeEach(() => {
    clock = new ManualClock();
    commits = [];
    answersAtOnce = true;
    next = 1;
    const store: RoomStore = {
      ...createMemoryRoomStore(),
      appendAtOnce: (rows) => {
        if (answersAtOnce) commits.push(rows.map(({ sequence }) => sequence).join(' '));
        return answersAtOnce;
      },
      appendUpdates: (rows) => {
        commits.push(`later: ${rows.map(({ sequence }) => sequence).join(' ')}`);
        return new Promise(() => undefined);
      },
    };
    queue = new CommitQueue({ store, clock, log });
  });

  function laneOf(committed: LaneEntry[] = []): Lane {
    return queue.openLane({
      committed: (entries) => committed.push(...entries),
      delayed: () => undefined,
      lost: () => undefined,
    });
  }

  function type(lane: Lane): LaneEntry {
    const entry = { row: updateRow(newRoomId(), next++), ranges: [], structs: 1, sender };
    lane.add(entry);
    return entry;
  }

  function repeat(lane: Lane): WaitingRepeat {
    const entry: WaitingRepeat = { row: undefined, sender, sent: { number: next, kind: 'update' } };
    lane.add(entry);
    return entry;
  }

  /** What runs now has returned; the turn of the event loop has not ended. */
  const returned = () => Promise.resolve();

  it('holds a lone one as soon as its message has been read', async () => {
    const committed: LaneEntry[] = [];
    const entry = type(laneOf(committed));
    assert.deepEqual(committed, []);
    await returned();
    assert.deepEqual(committed, [entry]);
    assert.equal(clock.pending, 0);
  });

  it('holds all that came in a turn of the event loop where others have just written', async () => {
    const lanes = [laneOf(), laneOf()] as const;
    type(lanes[0]);
    await returned();
    for (const lane of lanes) {
      type(lane);
      await returned();
    }
    assert.deepEqual(commits, ['1']);
    clock.advance(0);
    assert.deepEqual(commits, ['1', '2 3']);
    clock.advance(CALM_MS + 1);
    type(lanes[1]);
    await returned();
    assert.deepEqual(commits, ['1', '2 3', '4']);
  });

  it('[N1] is told of by the store alone', async () => {
    const committed: LaneEntry[] = [];
    answersAtOnce = false;
    type(laneOf(committed));
    await returned();
    assert.deepEqual(commits, ['later: 1']);
    assert.deepEqual(committed, []);
  });

  it('[N1] is told of in the order in which things were sent, what repeats another included', () => {
    const committed: LaneEntry[] = [];
    const lane = laneOf(committed);
    const sent = [type(lane), repeat(lane), type(lane), repeat(lane)];
    assert.deepEqual([lane.count, lane.bytes, lane.structs], [4, 12, 2]);
    assert.equal(queue.bytes, 12);
    lane.stored(1);
    assert.deepEqual(committed, sent.slice(0, 2));
    lane.stored(1);
    assert.deepEqual(committed, sent);
    assert.deepEqual([lane.count, lane.bytes, lane.structs, queue.bytes], [0, 0, 0, 0]);
  });

  it('is not waited for once the room has ended', async () => {
    answersAtOnce = false;
    const committed: LaneEntry[] = [];
    const lane = laneOf(committed);
    let end: unknown;
    lane.add({ row: updateRow(newRoomId(), 1), ranges: [], structs: 1, onSettled: (why) => (end = why) });
    const stored = [lane.whenEmpty(), queue.idle()];
    lane.close(refusedFor('roomDeleted'));
    await Promise.all(stored);
    assert.deepEqual(end, refusedFor('roomDeleted'));
    assert.equal(queue.bytes, 0);
    assert.throws(() => type(lane), /closed/);
  });
});
