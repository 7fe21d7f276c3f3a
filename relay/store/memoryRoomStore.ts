import { Buffer } from 'node:buffer';
import type { RoomPlace } from '../../shared/api/roomPlace.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { assertUnbroken } from './assertUnbroken.ts';
import { countThatFits } from './countThatFits.ts';
import type { RoomListing, RoomRecord, RoomSnapshot, RoomStore, StoredUpdate } from './roomStore.ts';
import { StoreError } from './storeError.ts';

interface MemoryRoom {
  record: RoomRecord;
  snapshot: RoomSnapshot;
  readonly log: Map<number, StoredUpdate>;
  lastSequence: number;
}

/** A store that forgets with its process: for tests of the relay. */
export function createMemoryRoomStore(): RoomStore {
  const rooms = new Map<RoomId, MemoryRoom>();
  let keptKey: Uint8Array | undefined;
  let closed = false;

  /** Every method runs in one go, so that each of them is atomic, and answers later, as a database does. */
  function answer<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (closed) throw new StoreError({ kind: 'closed' });
      resolve(work());
    });
  }

  return {
    createRoom: (record, first, snapshot) =>
      answer(() => {
        if (rooms.has(record.id)) throw new StoreError({ kind: 'room-exists', roomId: record.id });
        rooms.set(record.id, {
          record: storedRecord(record),
          snapshot: storedSnapshot(snapshot),
          log: new Map([[first.sequence, storedUpdate(first)]]),
          lastSequence: first.sequence,
        });
      }),

    findRoom: (id) => answer(() => rooms.get(id)?.record),

    listRooms: ({ skip, limit, after, maxTextBytes = Infinity, withTexts = true }) =>
      answer(() => {
        const newestFirst = [...rooms.values()].sort((a, b) => byCreation(a.record, b.record));
        const behind =
          after === undefined
            ? newestFirst
            : newestFirst.filter(({ record }) => byCreation(record, after) > 0);
        const page = behind.slice(skip, skip + limit).map((room) => listing(room, withTexts));
        const sizes = page.map(({ text }) => (text === undefined ? undefined : Buffer.byteLength(text)));
        const fitting = page.slice(0, countThatFits(sizes, maxTextBytes));
        return { rooms: fitting, total: rooms.size, hasMore: behind.length > skip + fitting.length };
      }),

    updateRoom: (id, change, updatedAt) =>
      answer(() => {
        const room = rooms.get(id);
        if (room === undefined) return undefined;
        room.record = storedRecord({ ...room.record, ...change, updatedAt });
        return room.record;
      }),

    deleteRoom: (id) => answer(() => rooms.delete(id)),

    loadRoom: (id) =>
      answer(() => {
        const room = rooms.get(id);
        if (room === undefined) return undefined;
        const updates = [...room.log.values()]
          .filter((row) => row.sequence > room.snapshot.sequence)
          .sort((a, b) => a.sequence - b.sequence);
        assertUnbroken(id, room.snapshot, updates);
        return { record: room.record, snapshot: room.snapshot, updates };
      }),

    appendUpdates: (rows) =>
      answer(() => {
        const missing = new Set(rows.map((row) => row.roomId).filter((id) => !rooms.has(id)));
        if (missing.size > 0) throw new StoreError({ kind: 'no-room', roomIds: [...missing] });
        const accepted = new Map<string, StoredUpdate>();
        for (const row of rows) {
          const key = `${row.roomId} ${row.sequence}`;
          const taken = accepted.get(key) ?? rooms.get(row.roomId)?.log.get(row.sequence);
          if (taken === undefined) accepted.set(key, storedUpdate(row));
          else if (Buffer.compare(taken.update, row.update) !== 0) {
            throw new StoreError({ kind: 'sequence-taken', roomId: row.roomId, sequence: row.sequence });
          }
        }
        for (const row of accepted.values()) append(rooms.get(row.roomId), row);
      }),

    appendAtOnce: () => false,

    saveSnapshot: (id, snapshot, updatedAt) =>
      answer(() => {
        const room = rooms.get(id);
        if (room === undefined) throw new StoreError({ kind: 'no-room', roomIds: [id] });
        if (room.snapshot.sequence > snapshot.sequence) return;
        room.snapshot = storedSnapshot(snapshot);
        room.record = storedRecord({ ...room.record, updatedAt });
      }),

    relayKey: (made) => answer(() => (keptKey ??= made.slice()).slice()),

    ping: () => answer(() => undefined),

    probe: () => answer(() => undefined),

    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}

function append(room: MemoryRoom | undefined, row: StoredUpdate): void {
  if (room === undefined) return;
  room.log.set(row.sequence, row);
  room.lastSequence = Math.max(room.lastSequence, row.sequence);
}

function listing(room: MemoryRoom, withText: boolean): RoomListing {
  const current = withText && room.snapshot.sequence >= room.lastSequence;
  return { ...room.record, text: current ? room.snapshot.text : undefined };
}

function byCreation(a: RoomPlace, b: RoomPlace): number {
  const newer = b.createdAt.getTime() - a.createdAt.getTime();
  return newer !== 0 ? newer : a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}

// Copies, and text as UTF-8 would bring it back: what the caller does to its objects later must not reach the store.

function storedRecord(record: RoomRecord): RoomRecord {
  return {
    ...record,
    name: record.name.toWellFormed(),
    language: record.language.toWellFormed(),
    createdAt: new Date(record.createdAt),
    updatedAt: new Date(record.updatedAt),
  };
}

function storedUpdate(row: StoredUpdate): StoredUpdate {
  return {
    roomId: row.roomId,
    sequence: row.sequence,
    participant: row.participant.toWellFormed(),
    update: row.update.slice(),
    createdAt: new Date(row.createdAt),
  };
}

function storedSnapshot(snapshot: RoomSnapshot): RoomSnapshot {
  return {
    sequence: snapshot.sequence,
    state: snapshot.state.slice(),
    text: snapshot.text.toWellFormed(),
  };
}
