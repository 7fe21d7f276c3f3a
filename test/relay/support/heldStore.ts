import { createMemoryRoomStore } from '../../../relay/store/memoryRoomStore.ts';
import type { RoomStore, StoredUpdate } from '../../../relay/store/roomStore.ts';

/** A store whose appends the test holds, fails and counts. */
export interface HeldStore extends RoomStore {
  /** While true, appends wait. Setting it to false lets them go on. */
  isHeld: boolean;
  /** Appends for which this returns true fail, and change nothing. */
  fails: (rows: readonly StoredUpdate[]) => boolean;
  /** While set, loads fail with it. */
  loadFailure: Error | undefined;
  /** Appends that came in, whatever became of them. */
  readonly appends: (readonly StoredUpdate[])[];
  readonly snapshots: number;
  /** While set, snapshots wait for it. */
  snapshotGate: Promise<void> | undefined;
  isClosed: boolean;
}

export function createHeldStore(inner: RoomStore = createMemoryRoomStore()): HeldStore {
  let isHeld = false;
  let waiting: (() => void)[] = [];
  let snapshots = 0;
  const store: HeldStore = {
    ...inner,
    fails: () => false,
    loadFailure: undefined,
    snapshotGate: undefined,
    appends: [],
    isClosed: false,
    get isHeld() {
      return isHeld;
    },
    set isHeld(value) {
      isHeld = value;
      if (value) return;
      for (const go of waiting.splice(0)) go();
      waiting = [];
    },
    get snapshots() {
      return snapshots;
    },
    async appendUpdates(rows) {
      store.appends.push(rows);
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      if (store.fails(rows)) throw new Error('the test says that this append fails');
      await inner.appendUpdates(rows);
    },
    appendAtOnce: () => false,
    async loadRoom(id) {
      if (store.loadFailure !== undefined) throw store.loadFailure;
      return inner.loadRoom(id);
    },
    async saveSnapshot(...args) {
      snapshots++;
      await store.snapshotGate;
      await inner.saveSnapshot(...args);
    },
    async close() {
      store.isClosed = true;
      await inner.close();
    },
  };
  return store;
}
