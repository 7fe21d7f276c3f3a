import { Buffer } from 'node:buffer';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { Session, Statement } from './database.ts';
import type { RoomSnapshot, StoredUpdate } from './roomStore.ts';
import { asBuffer, type UpdateCodec } from './updateCodec.ts';

// By hand and not through a repository, for that makes an entity of each row, and text of its bytes (serverDatabase.ts).

/** One INSERT for all `rows`. */
export async function insertUpdates(
  session: Session,
  codec: UpdateCodec,
  rows: readonly StoredUpdate[],
): Promise<void> {
  const { sql, parameters } = insertion(codec, rows);
  await session.execute(sql, parameters);
}

/** The statement which does that. */
export function insertion(codec: UpdateCodec, rows: readonly StoredUpdate[]): Statement {
  const parameters: unknown[] = [];
  for (const row of rows) codec.encode(row, parameters);
  return { sql: insertOf(rows.length), parameters };
}

/** The statement for so many rows. Kept: writing it takes longer than SQLite needs for its rows. */
function insertOf(rows: number): string {
  return (INSERTS[rows] ??=
    'INSERT INTO room_updates (room_id, sequence, participant, update_bytes, created_at) VALUES ' +
    Array.from({ length: rows }, () => '(?, ?, ?, ?, ?)').join(', '));
}

const INSERTS: (string | undefined)[] = [];

/** The first snapshot of a room. */
export async function insertSnapshot(
  session: Session,
  roomId: RoomId,
  { sequence, state, text }: RoomSnapshot,
): Promise<void> {
  await session.execute(
    'INSERT INTO room_snapshots (room_id, sequence, state_bytes, text_utf8) VALUES (?, ?, ?, ?)',
    [roomId, sequence, asBuffer(state), Buffer.from(text)],
  );
}

/** Replaces a snapshot that is not newer. */
export async function replaceSnapshot(
  session: Session,
  roomId: RoomId,
  { sequence, state, text }: RoomSnapshot,
): Promise<void> {
  await session.execute(
    'UPDATE room_snapshots SET sequence = ?, state_bytes = ?, text_utf8 = ? WHERE room_id = ? AND sequence <= ?',
    [sequence, asBuffer(state), Buffer.from(text), roomId, sequence],
  );
}
