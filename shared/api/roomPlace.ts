import { parseRoomId, type RoomId } from '../room/roomId.ts';

/**
 * A room's place in the list of rooms: by its time of creation, and by its id among those of one millisecond.
 */
export interface RoomPlace {
  readonly createdAt: Date;
  readonly id: RoomId;
}

/** As a link to the next page has it. */
export function writeRoomPlace({ createdAt, id }: RoomPlace): string {
  return `${createdAt.getTime()}.${id}`;
}

/** Undefined for anything that `writeRoomPlace` has not written. */
export function parseRoomPlace(text: string): RoomPlace | undefined {
  const [, time, name = ''] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  const id = parseRoomId(name);
  const createdAt = new Date(Number(time));
  // Databases know years of four digits.
  if (id === undefined || !(createdAt.getTime() <= LAST_TIME)) return undefined;
  return { createdAt, id };
}

const LAST_TIME = Date.UTC(9999, 11, 31);
