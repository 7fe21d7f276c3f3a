/** What is kept across reloads, as JSON. */
export type Kept = Map<string, string>;

export function memento(kept: Kept): object {
  /** Tandem reads it at every change and keeps what it got as it is. */
  const read = new Map<string, { readonly json: string; readonly value: unknown }>();
  const parsed = (key: string, json: string): unknown => {
    const known = read.get(key);
    if (known?.json === json) return known.value;
    const value: unknown = JSON.parse(json);
    read.set(key, { json, value });
    return value;
  };
  return {
    keys: () => [...kept.keys()],
    get: (key: string, otherwise?: unknown): unknown => {
      const json = kept.get(key);
      return json === undefined ? otherwise : parsed(key, json);
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
