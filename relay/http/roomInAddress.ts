import type { Context } from 'koa';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import { RefusedError } from '../refusedError.ts';

/** The id in the address; throws 404 where it is none. */
export function idOf(context: Context): RoomId {
  const id = parseRoomId((context.params as { id?: string }).id ?? '');
  // The same answer as for a room that does not exist: what is no id names no room.
  if (id === undefined) throw RefusedError.of('noSuchRoom');
  return id;
}

/** Throws 404 for a room that is not there. */
export function found<T>(room: T | undefined): T {
  if (room === undefined) throw RefusedError.of('noSuchRoom');
  return room;
}
