import { In, type SelectQueryBuilder } from 'typeorm';
import type { RoomPlace } from '../../shared/api/roomPlace.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { countThatFits } from './countThatFits.ts';
import type { Database, Session } from './database.ts';
import type { Entities } from './createDataSource.ts';
import type { RoomList, RoomListing, RoomRecord, RoomStore } from './roomStore.ts';
import { asBuffer } from './updateCodec.ts';

/**
 * One page in three statements, whatever its size: the second finds out how long the texts are, the third fetches those
 * that fit. `skip` needs one more, which reads the index alone. Whether a snapshot is current is asked of the log's key,
 * one step into an index for each room of the page: a column with the last sequence would cost every append a second
 * write.
 */
export function listRooms(
  database: Database,
  entities: Entities,
  { skip, limit, after, maxTextBytes = Infinity, withTexts = true }: Parameters<RoomStore['listRooms']>[0],
): Promise<RoomList> {
  return database.read(async (session) => {
    const total = await session.manager.count(entities.room);
    if (skip >= total) return { rooms: [], total, hasMore: false };
    const start = skip === 0 ? after : await placeBehind(session, entities, skip, after);
    if (skip > 0 && start === undefined) return { rooms: [], total, hasMore: false };
    // One more than asked for, to know whether there is one.
    const newestFirst = roomsBehind(session, entities, start).limit(limit + 1);
    if (!withTexts) {
      const rooms = await newestFirst.getMany();
      const page = rooms.slice(0, limit).map((record) => ({ ...record, text: undefined }));
      return { rooms: page, total, hasMore: rooms.length > limit };
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
    const page = records.slice(0, Math.min(limit, countThatFits(sizes, maxTextBytes)));
    const current = page.filter((_, index) => sizes[index] !== undefined).map(({ id }) => id);
    const texts = await readTexts(session, entities, current);
    const rooms = page.map((record): RoomListing => ({ ...record, text: texts.get(record.id) }));
    return { rooms, total, hasMore: records.length > page.length };
  });
}

/** Newest first. Two conditions, since of a pair of columns not every database makes a step into the index. */
function roomsBehind(
  { manager }: Session,
  entities: Entities,
  after: RoomPlace | undefined,
): SelectQueryBuilder<RoomRecord> {
  const rooms = manager
    .createQueryBuilder(entities.room, 'room')
    .orderBy('room.createdAt', 'DESC')
    .addOrderBy('room.id', 'DESC');
  if (after === undefined) return rooms;
  return rooms
    .where('room.createdAt <= :createdAt', { createdAt: after.createdAt })
    .andWhere('(room.createdAt < :createdAt OR room.id < :id)', { id: after.id });
}

/** The last of `skip` rooms; undefined when there are not so many. */
async function placeBehind(
  session: Session,
  entities: Entities,
  skip: number,
  after: RoomPlace | undefined,
): Promise<RoomPlace | undefined> {
  const [last] = await roomsBehind(session, entities, after)
    .select(['room.createdAt', 'room.id'])
    .offset(skip - 1)
    .limit(1)
    .getMany();
  return last;
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
