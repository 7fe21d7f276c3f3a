import { In } from 'typeorm';
import type { RoomId } from '../../shared/room/roomId.ts';
import { countThatFits } from './countThatFits.ts';
import type { Database, Session } from './database.ts';
import type { Entities } from './createDataSource.ts';
import type { RoomListing, RoomStore } from './roomStore.ts';
import { asBuffer } from './updateCodec.ts';

/**
 * One page in three statements, whatever its size: the second finds out how long the texts are, the third fetches those
 * that fit. Whether a snapshot is current is asked of the log's key, one step into an index for each room of the page: a
 * column with the last sequence would cost every append a second write.
 */
export function listRooms(
  database: Database,
  entities: Entities,
  { skip, limit, maxTextBytes = Infinity, withTexts = true }: Parameters<RoomStore['listRooms']>[0],
): ReturnType<RoomStore['listRooms']> {
  return database.read(async (session) => {
    const total = await session.manager.count(entities.room);
    const newestFirst = session.manager
      .createQueryBuilder(entities.room, 'room')
      .orderBy('room.createdAt', 'DESC')
      .addOrderBy('room.id', 'DESC')
      .offset(skip)
      .limit(limit);
    if (!withTexts) {
      const rooms = await newestFirst.getMany();
      return { rooms: rooms.map((record) => ({ ...record, text: undefined })), total };
    }
    const { entities: records, raw } = await newestFirst
      .leftJoin(
        entities.snapshot.options.name,
        'snapshot',
        'snapshot.roomId = room.id AND NOT EXISTS (' +
          'SELECT 1 FROM room_updates later WHERE later.room_id = snapshot.room_id AND later.sequence > snapshot.sequence)',
      )
      .addSelect('LENGTH(snapshot.text)', 'text_bytes')
      .getRawAndEntities<{ text_bytes: number | string | null }>();
    const sizes = raw.map(({ text_bytes: bytes }) => (bytes === null ? undefined : Number(bytes)));
    const page = records.slice(0, countThatFits(sizes, maxTextBytes));
    const current = page.filter((_, index) => sizes[index] !== undefined).map(({ id }) => id);
    const texts = await readTexts(session, entities, current);
    return { rooms: page.map((record): RoomListing => ({ ...record, text: texts.get(record.id) })), total };
  });
}

async function readTexts(
  { manager }: Session,
  entities: Entities,
  ids: readonly RoomId[],
): Promise<ReadonlyMap<RoomId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await manager.find(entities.snapshot, {
    select: { roomId: true, text: true },
    where: { roomId: In([...ids]) },
  });
  return new Map(rows.map(({ roomId, text }) => [roomId, asBuffer(text).toString()]));
}
