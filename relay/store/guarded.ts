import type { RoomStore } from './roomStore.ts';
import { driverCode } from './driverError.ts';
import { StoreError } from './storeError.ts';

/** `store` with nothing but StoreErrors coming out of it, and a close that waits for what is under way. */
export function guarded(store: RoomStore): RoomStore {
  const underway = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  function run<T>(work: () => Promise<T>): Promise<T> {
    if (closing !== undefined) return Promise.reject(new StoreError({ kind: 'closed' }));
    const result = work().catch((error: unknown) => {
      throw asStoreError(error);
    });
    underway.add(result);
    void result.catch(() => undefined).then(() => underway.delete(result));
    return result;
  }

  return {
    createRoom: (...parameters) => run(() => store.createRoom(...parameters)),
    findRoom: (...parameters) => run(() => store.findRoom(...parameters)),
    listRooms: (...parameters) => run(() => store.listRooms(...parameters)),
    updateRoom: (...parameters) => run(() => store.updateRoom(...parameters)),
    deleteRoom: (...parameters) => run(() => store.deleteRoom(...parameters)),
    loadRoom: (...parameters) => run(() => store.loadRoom(...parameters)),
    appendUpdates: (...parameters) => run(() => store.appendUpdates(...parameters)),
    appendAtOnce: (rows) => closing === undefined && store.appendAtOnce(rows),
    saveSnapshot: (...parameters) => run(() => store.saveSnapshot(...parameters)),
    relayKey: (...parameters) => run(() => store.relayKey(...parameters)),
    ping: () => run(() => store.ping()),
    probe: () => run(() => store.probe()),
    close: () => (closing ??= Promise.allSettled(underway).then(() => store.close())),
  };
}

/** TypeORM's errors carry the statement and its parameters, mysql2's even both in one text: only the reason is kept. */
export function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = driverCode(error);
  // A refused connection to a name with several addresses has a code and no message.
  const reason = (error instanceof Error ? error.message : String(error)) || (code ?? 'it gave no reason.');
  return new StoreError({ kind: 'failed', code, reason });
}
