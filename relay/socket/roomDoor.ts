import type { WebSocket } from 'ws';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import type { Access } from '../access/access.ts';
import type { Holder } from '../costs/ledger.ts';
import type { Log } from '../log.ts';
import type { OpenRooms, RoomLease } from '../rooms/openRooms.ts';
import { closeOf } from './closeOf.ts';
import { leave } from './webSockets.ts';

export interface RoomDoorParts {
  readonly access: Access;
  readonly openRooms: OpenRooms;
  readonly log: Log;
}

/** Who wants to enter, and what they show. */
export interface Caller {
  /** What their address names. */
  readonly room: string;
  readonly key: string | undefined;
  readonly holder: Holder;
}

/** Lets connections into rooms, or tells them why not: a browser's page cannot read the status of a refused upgrade. */
export class RoomDoor {
  readonly #parts: RoomDoorParts;

  constructor(parts: RoomDoorParts) {
    this.#parts = parts;
  }

  /** Undefined when there is no room to enter; then the client has been told. */
  async open({ room, key, holder }: Caller, socket: WebSocket): Promise<RoomLease | undefined> {
    const { access, openRooms, log } = this.#parts;
    const id = parseRoomId(room);
    try {
      const principal = access.identify(key);
      const visit = id && (await access.visit(principal, id));
      const lease = visit && (await openRooms.acquire(id, holder));
      if (lease === undefined) leave(socket, refuse('noSuchRoom'));
      return lease;
    } catch (error) {
      const refusal = closeOf(error);
      if (refusal.code === CloseCode.internalError)
        log.error({ err: error, room: id }, 'a room could not be loaded');
      leave(socket, refusal);
      return undefined;
    }
  }
}
