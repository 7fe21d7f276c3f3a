import { randomBytes } from 'node:crypto';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import type { RoomRecord, RoomSnapshot, RoomStore, StoredUpdate } from '../../relay/store/roomStore.ts';

/** A new room's id. */
export function newRoomId(): RoomId {
  return parseRoomId(randomBytes(16).toString('base64url'))!;
}

export function roomRecord(change: Partial<RoomRecord> = {}): RoomRecord {
  const createdAt = new Date('2026-03-29T01:30:00.123Z');
  return {
    id: newRoomId(),
    name: 'A room',
    language: 'python',
    createdAt,
    updatedAt: createdAt,
    modelCompletions: false,
    ownerTokenHash: '',
    ...change,
  };
}

/** A row whose bytes tell which one it is. */
export function updateRow(
  roomId: RoomId,
  sequence: number,
  change: Partial<StoredUpdate> = {},
): StoredUpdate {
  return {
    roomId,
    sequence,
    participant: 'p-1',
    update: Uint8Array.of(0, 255, 39, sequence & 255, (sequence >> 8) & 255, (sequence >> 16) & 255),
    createdAt: new Date('2026-03-29T01:30:00.987Z'),
    ...change,
  };
}

export function updateRows(roomId: RoomId, from: number, to: number): StoredUpdate[] {
  return Array.from({ length: to - from + 1 }, (_, index) => updateRow(roomId, from + index));
}

export function snapshotAt(sequence: number, text = `text at ${sequence}`): RoomSnapshot {
  return { sequence, state: Uint8Array.of(1, 0, 2, sequence & 255), text };
}

/** A room with row 1 and a snapshot of it, as the relay creates one. */
export async function createRoom(store: RoomStore, change: Partial<RoomRecord> = {}): Promise<RoomRecord> {
  const record = roomRecord(change);
  await store.createRoom(record, updateRow(record.id, 1), snapshotAt(1));
  return record;
}
