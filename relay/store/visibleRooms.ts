import { shownLanguage, shownRoomName } from '../../shared/room/roomName.ts';
import type { RoomRecord, RoomStore } from './roomStore.ts';

/**
 * `store` with rooms whose names and languages may be shown anywhere: older relays stored whatever they were given. What
 * is stored stays as it is.
 */
export function visibleRooms(store: RoomStore): RoomStore {
  return {
    createRoom: (...parameters) => store.createRoom(...parameters),
    findRoom: async (id) => visible(await store.findRoom(id)),
    listRooms: async (page) => {
      const { rooms, ...rest } = await store.listRooms(page);
      return { rooms: rooms.map((room) => visible(room)), ...rest };
    },
    updateRoom: async (...parameters) => visible(await store.updateRoom(...parameters)),
    deleteRoom: (id) => store.deleteRoom(id),
    loadRoom: async (id) => {
      const stored = await store.loadRoom(id);
      return stored && { ...stored, record: visible(stored.record) };
    },
    appendUpdates: (rows) => store.appendUpdates(rows),
    appendAtOnce: (rows) => store.appendAtOnce(rows),
    saveSnapshot: (...parameters) => store.saveSnapshot(...parameters),
    relayKey: (made) => store.relayKey(made),
    ping: () => store.ping(),
    probe: () => store.probe(),
    close: () => store.close(),
  };
}

function visible<Room extends RoomRecord | undefined>(room: Room): Room {
  if (room === undefined) return room;
  return { ...room, name: shownRoomName(room.name), language: shownLanguage(room.language) };
}
