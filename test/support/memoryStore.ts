import type { ByteStore } from '../../client/ports.ts';

export interface MemoryStore extends ByteStore {
  readonly values: Map<string, Uint8Array>;
  readonly writes: number;
  /** While set, every write fails with it. */
  failure: Error | undefined;
}

/** A ByteStore that forgets everything with the process. */
export function memoryStore(): MemoryStore {
  const values = new Map<string, Uint8Array>();
  let writes = 0;
  const store: MemoryStore = {
    values,
    get writes() {
      return writes;
    },
    failure: undefined,
    read: (key) => Promise.resolve(values.get(key)),
    write: (key, bytes) => {
      if (store.failure !== undefined) return Promise.reject(store.failure);
      writes++;
      values.set(key, bytes);
      return Promise.resolve();
    },
    delete: (key) => {
      values.delete(key);
      return Promise.resolve();
    },
    list: () => Promise.resolve([...values.keys()]),
  };
  return store;
}
