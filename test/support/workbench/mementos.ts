/** What is kept across reloads, as JSON. */
export type Kept = Map<string, string>;

export function memento(kept: Kept): object {
  return {
    keys: () => [...kept.keys()],
    get: (key: string, otherwise?: unknown): unknown => {
      const json = kept.get(key);
      return json === undefined ? otherwise : JSON.parse(json);
    },
    update: (key: string, value: unknown) => {
      if (value === undefined) kept.delete(key);
      else kept.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
    setKeysForSync: () => undefined,
  };
}

export function secretStorage(secrets: Map<string, string>): object {
  return {
    get: (key: string) => Promise.resolve(secrets.get(key)),
    store: (key: string, value: string) => Promise.resolve(void secrets.set(key, value)),
    delete: (key: string) => Promise.resolve(void secrets.delete(key)),
    onDidChange: () => ({ dispose: () => undefined }),
  };
}
