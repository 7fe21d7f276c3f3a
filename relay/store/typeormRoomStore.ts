import type { DataSource } from 'typeorm';
import type { RoomId } from '../../shared/room/roomId.ts';
import { appendRows, appendRowsAtOnce } from './appendRows.ts';
import { assertUnbroken } from './assertUnbroken.ts';
import type { Entities } from './createDataSource.ts';
import type { Database, Session } from './database.ts';
import { isDriverError } from './driverError.ts';
import type { RoomSnapshotRow } from './entities/roomSnapshotEntity.ts';
import { guarded } from './guarded.ts';
import { insertSnapshot, insertUpdates, replaceSnapshot } from './insertRows.ts';
import { listRooms } from './listRooms.ts';
import { relayKey } from './relayKey.ts';
import type { RoomRecord, RoomSnapshot, RoomStore, StoredRoom } from './roomStore.ts';
import { StoreError } from './storeError.ts';
import { asBuffer, createUpdateCodec, type UpdateCodec } from './updateCodec.ts';

/** The store on a database whose tables are up to date. */
export function createTypeormRoomStore(
  dataSource: DataSource,
  database: Database,
  entities: Entities,
): RoomStore {
  const codec = createUpdateCodec(dataSource, entities.update);

  return guarded({
    createRoom: (record, first, snapshot) =>
      database
        .write(async (session) => {
          await session.manager.insert(entities.room, { ...record });
          await insertUpdates(session, codec, [first]);
          await insertSnapshot(session, record.id, snapshot);
        })
        .catch((error: unknown) => {
          if (!isDriverError(error, 'duplicate')) throw error;
          throw new StoreError({ kind: 'room-exists', roomId: record.id });
        }),

    findRoom: (id) => database.single((session) => findRoom(session, entities, id)),

    listRooms: (page) => listRooms(database, entities, page),

    updateRoom: (id, change, updatedAt) =>
      database.write(async (session) => {
        await session.manager.update(entities.room, { id }, { ...change, updatedAt });
        return findRoom(session, entities, id);
      }),

    deleteRoom: (id) =>
      database.single(async ({ manager }) => (await manager.delete(entities.room, { id })).affected === 1),

    loadRoom: (id) => database.read((session) => loadRoom(session, entities, codec, id)),

    appendUpdates: (rows) => appendRows(database, codec, rows),

    appendAtOnce: (rows) => appendRowsAtOnce(database, codec, rows),

    saveSnapshot: (id, snapshot, updatedAt) =>
      database.write((session) => saveSnapshot(session, entities, id, snapshot, updatedAt)),

    relayKey: (made) => relayKey(database, made),

    ping: () =>
      database.single(async (session) => {
        await session.execute('SELECT 1', []);
      }),

    probe: () =>
      database.single(async (session) => {
        await session.execute('UPDATE migrations SET name = name WHERE timestamp = ?', [FIRST_MIGRATION]);
      }),

    close: () => database.close(),
  });
}

/** A row that every database of ours has, and that nobody changes. */
const FIRST_MIGRATION = 1767225600000;

async function findRoom(
  { manager }: Session,
  entities: Entities,
  id: RoomId,
): Promise<RoomRecord | undefined> {
  return (await manager.findOneBy(entities.room, { id })) ?? undefined;
}

async function loadRoom(
  session: Session,
  entities: Entities,
  codec: UpdateCodec,
  id: RoomId,
): Promise<StoredRoom | undefined> {
  const record = await findRoom(session, entities, id);
  if (record === undefined) return undefined;
  const row = await session.manager.findOneBy(entities.snapshot, { roomId: id });
  const snapshot: RoomSnapshot | undefined = row === null ? undefined : fromColumns(row);
  const { rows } = await session.execute(
    'SELECT room_id, sequence, participant, update_bytes, created_at FROM room_updates ' +
      'WHERE room_id = ? AND sequence > ? ORDER BY sequence',
    [id, snapshot?.sequence ?? 0],
  );
  const updates = rows.map((stored) => codec.decode(stored));
  assertUnbroken(id, snapshot, updates);
  return { record, snapshot, updates };
}

/**
 * The room's row is written first: a deletion locks it first, too, so that neither waits for the other in a circle.
 */
async function saveSnapshot(
  session: Session,
  entities: Entities,
  id: RoomId,
  snapshot: RoomSnapshot,
  updatedAt: Date,
): Promise<void> {
  const { manager } = session;
  const stored = await manager.findOne(entities.snapshot, {
    select: { roomId: true, sequence: true },
    where: { roomId: id },
  });
  if (stored !== null && stored.sequence > snapshot.sequence) return;
  const { affected } = await manager.update(entities.room, { id }, { updatedAt });
  if (affected === 0) throw new StoreError({ kind: 'no-room', roomIds: [id] });
  // Compares the sequence once more: a newer snapshot may have been written since the question above.
  if (stored !== null) await replaceSnapshot(session, id, snapshot);
  else await insertSnapshot(session, id, snapshot);
}

function fromColumns({ sequence, state, text }: RoomSnapshotRow): RoomSnapshot {
  return { sequence, state, text: asBuffer(text).toString() };
}
