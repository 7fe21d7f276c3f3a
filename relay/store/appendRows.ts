import { Buffer } from 'node:buffer';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { Database, Session } from './database.ts';
import { isDriverError } from './driverError.ts';
import type { StoredUpdate } from './roomStore.ts';
import { insertion, insertUpdates } from './insertRows.ts';
import { StoreError } from './storeError.ts';
import type { UpdateCodec } from './updateCodec.ts';

/** Of one statement: within the packet that MariaDB takes. */
const MAX_STATEMENT_BYTES = 4 * 1024 * 1024;

const ATTEMPTS = 5;

/**
 * Appends to the logs of any number of rooms, all or none. This is the hot path: a plain INSERT, one for most commits,
 * and only when the database says that a row is there already are the rows compared with what is stored.
 */
export async function appendRows(
  database: Database,
  codec: UpdateCodec,
  rows: readonly StoredUpdate[],
): Promise<void> {
  if (rows.length === 0) return;
  try {
    await insert(database, codec, rows);
  } catch (error) {
    if (!isDriverError(error, 'duplicate')) throw await explained(database, rows, error);
    await insertMissing(database, codec, rows);
  }
}

/** As RoomStore says. Never throws. */
export function appendRowsAtOnce(
  database: Database,
  codec: UpdateCodec,
  rows: readonly StoredUpdate[],
): boolean {
  if (database.atOnce === undefined) return false;
  if (rows.length === 1) return database.atOnce([insertion(codec, rows)]);
  return database.atOnce(statements(database, rows).map((some) => insertion(codec, some)));
}

function insert(database: Database, codec: UpdateCodec, rows: readonly StoredUpdate[]): Promise<void> {
  const [first = [], ...others] = statements(database, rows);
  if (others.length === 0) return database.single((session) => insertUpdates(session, codec, first));
  return database.write(async (session) => {
    for (const some of [first, ...others]) await insertUpdates(session, codec, some);
  });
}

function statements(database: Database, rows: readonly StoredUpdate[]): StoredUpdate[][] {
  const result: StoredUpdate[][] = [];
  for (let from = 0; from < rows.length;) {
    const count = database.insertSize(fittingRows(rows, from));
    result.push(rows.slice(from, from + count));
    from += count;
  }
  return result;
}

/** How many rows from the one at `from` on fit a statement; at least one. */
function fittingRows(rows: readonly StoredUpdate[], from: number): number {
  let bytes = 0;
  for (let at = from; at < rows.length; at += 1) {
    bytes += rows[at]?.update.length ?? 0;
    if (bytes > MAX_STATEMENT_BYTES) return Math.max(1, at - from);
  }
  return rows.length - from;
}

/** The append is a repeat, at least in part. Others may append the same meanwhile, hence the attempts. */
async function insertMissing(
  database: Database,
  codec: UpdateCodec,
  rows: readonly StoredUpdate[],
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await database.write(async (session) => {
        const missing = await withoutStored(session, rows);
        for (const some of statements(database, missing)) await insertUpdates(session, codec, some);
      });
      return;
    } catch (error) {
      if (!isDriverError(error, 'duplicate') || attempt === ATTEMPTS)
        throw await explained(database, rows, error);
    }
  }
}

async function withoutStored(session: Session, rows: readonly StoredUpdate[]): Promise<StoredUpdate[]> {
  const missing: StoredUpdate[] = [];
  for (const [roomId, ofRoom] of Map.groupBy(rows, (row) => row.roomId)) {
    const taken = await storedBytes(session, roomId, ofRoom);
    for (const row of ofRoom) {
      const bytes = taken.get(row.sequence);
      if (bytes === undefined) {
        missing.push(row);
        // The same row may be in `rows` twice.
        taken.set(row.sequence, row.update);
      } else if (Buffer.compare(bytes, row.update) !== 0) {
        throw new StoreError({ kind: 'sequence-taken', roomId, sequence: row.sequence });
      }
    }
  }
  return missing;
}

async function storedBytes(
  session: Session,
  roomId: RoomId,
  rows: readonly StoredUpdate[],
): Promise<Map<number, Uint8Array>> {
  const sequences = rows.map((row) => row.sequence);
  const { rows: stored } = await session.execute(
    'SELECT sequence, update_bytes FROM room_updates WHERE room_id = ? AND sequence BETWEEN ? AND ?',
    [roomId, Math.min(...sequences), Math.max(...sequences)],
  );
  return new Map(stored.map((row) => [row['sequence'] as number, row['update_bytes'] as Uint8Array]));
}

/** Names the rooms that are gone, so that the caller can drop their rows and repeat the append for the others. */
async function explained(
  database: Database,
  rows: readonly StoredUpdate[],
  error: unknown,
): Promise<unknown> {
  if (!isDriverError(error, 'missingParent')) return error;
  const wanted = [...new Set(rows.map((row) => row.roomId))];
  const { rows: found } = await database.single((session) =>
    session.execute(`SELECT id FROM rooms WHERE id IN (${wanted.map(() => '?').join(', ')})`, wanted),
  );
  const there = new Set(found.map((row) => row['id']));
  return new StoreError({ kind: 'no-room', roomIds: wanted.filter((id) => !there.has(id)) });
}
