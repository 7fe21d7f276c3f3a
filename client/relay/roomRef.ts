import type { RoomId } from '../../shared/room/roomId.ts';
import type { RelayUrl } from './relayUrl.ts';

/** Names a room from outside: where it is reached, and which one it is there. */
export interface RoomRef {
  readonly relayUrl: RelayUrl;
  readonly roomId: RoomId;
}
