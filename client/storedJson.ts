import type * as z from 'zod';
import type { ByteStore } from './ports.ts';

/**
 * What the store holds under `name`, as JSON; undefined if it holds nothing. Throws if the value is invalid.
 */
export async function readJson<T>(
  store: ByteStore,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const bytes = await store.read(name);
  if (bytes === undefined) return undefined;
  return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
}

/** Keeps `value` as JSON under `name`. */
export async function writeJson(store: ByteStore, name: string, value: unknown): Promise<void> {
  await store.write(name, new TextEncoder().encode(JSON.stringify(value)));
}
