import type { RoomStore } from '../roomStore.ts';
import type { DatabaseLock } from './databaseLock.ts';

/**
 * `store` for the relay that has `lock`. Nothing is written once it is known to be lost, and nothing is said to be
 * written when it was lost by the end of the write: that may be in a file which nobody finds again.
 */
export function lockedStore(store: RoomStore, lock: DatabaseLock): RoomStore {
  async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
    if (lock.knownTrouble !== undefined) await lock.check();
    const result = await work();
    const trouble = lock.trouble();
    if (trouble !== undefined) throw trouble;
    return result;
  }

  return {
    ...store,
    createRoom: (...parameters) => whileLocked(() => store.createRoom(...parameters)),
    updateRoom: (...parameters) => whileLocked(() => store.updateRoom(...parameters)),
    deleteRoom: (...parameters) => whileLocked(() => store.deleteRoom(...parameters)),
    appendUpdates: (...parameters) => whileLocked(() => store.appendUpdates(...parameters)),
    appendAtOnce: (rows) =>
      lock.knownTrouble === undefined && store.appendAtOnce(rows) && lock.trouble() === undefined,
    saveSnapshot: (...parameters) => whileLocked(() => store.saveSnapshot(...parameters)),
    relayKey: (made) => whileLocked(() => store.relayKey(made)),
    probe: () => whileLocked(() => store.probe()),
    // Whoever loads a room means to write into it.
    loadRoom: async (id) => {
      const trouble = lock.trouble();
      if (trouble?.problem.kind === 'in-use') throw trouble;
      return store.loadRoom(id);
    },
    ping: async () => {
      await lock.check();
      await store.ping();
    },
    close: async () => {
      await store.close();
      await lock.release();
    },
  };
}
