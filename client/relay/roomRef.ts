import type { RoomId } from '../../shared/room/roomId.ts';
import type { RelayUrl } from './relayUrl.ts';

/** Names a room from outside: its relay's address, and its id there. */
export interface RoomRef {
  readonly relayUrl: RelayUrl;
  readonly roomId: RoomId;
}

/** A room with its last known name and language. */
export interface NamedRoom extends RoomRef {
  readonly name: string;
  readonly language: string;
}

/** A session's room, as it is named from outside. */
export function namedRoom(room: Omit<NamedRoom, 'roomId'> & { readonly id: RoomId }): NamedRoom {
  const { relayUrl, id: roomId, name, language } = room;
  return { relayUrl, roomId, name, language };
}
