import type { Database } from './database.ts';
import type { Entities } from './createDataSource.ts';
import type { RoomListing, RoomRecord, RoomStore } from './roomStore.ts';
import { asBuffer } from './updateCodec.ts';

/**
 * One page in two statements, whatever its size. Whether a snapshot is current is asked of the log's key, one step into
 * an index for each room of the page: a column with the last sequence would cost every append a second write.
 */
export function listRooms(
  database: Database,
  entities: Entities,
  { skip, limit }: Parameters<RoomStore['listRooms']>[0],
): ReturnType<RoomStore['listRooms']> {
  return database.read(async ({ manager }) => {
    const total = await manager.count(entities.room);
    const { entities: records, raw } = await manager
      .createQueryBuilder(entities.room, 'room')
      .leftJoin(
        entities.snapshot.options.name,
        'snapshot',
        'snapshot.roomId = room.id AND NOT EXISTS (' +
          'SELECT 1 FROM room_updates later WHERE later.room_id = snapshot.room_id AND later.sequence > snapshot.sequence)',
      )
      .addSelect('snapshot.text', 'current_text')
      .orderBy('room.createdAt', 'DESC')
      .addOrderBy('room.id', 'DESC')
      .offset(skip)
      .limit(limit)
      .getRawAndEntities<{ current_text: Uint8Array | null }>();
    return { rooms: records.map((record, index) => listing(record, raw[index]?.current_text)), total };
  });
}

function listing(record: RoomRecord, text: Uint8Array | null | undefined): RoomListing {
  return { ...record, text: text instanceof Uint8Array ? asBuffer(text).toString() : undefined };
}
