import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteStore } from '../../client/ports.ts';

/**
 * A ByteStore in a folder of the extension's own. Node's file system, not VS Code's: it must still work while the
 * window goes away.
 */
export function fileStore(folder: string): ByteStore {
  const path = (key: string): string => join(folder, encodeURIComponent(key));
  return {
    async read(key) {
      try {
        return new Uint8Array(await readFile(path(key)));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async write(key, bytes) {
      await mkdir(folder, { recursive: true });
      // Written beside and moved over: a crash in between leaves the old value whole.
      const beside = `${path(key)}.new`;
      await writeFile(beside, bytes, { flush: true });
      await rename(beside, path(key));
    },
    delete: (key) => rm(path(key), { force: true }),
    async list() {
      try {
        const names = await readdir(folder);
        // A write that a crash has interrupted left its half beside.
        return names.filter((name) => !name.endsWith('.new')).flatMap(decoded);
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
  };
}

/** Nothing for a file that is none of ours. */
function decoded(name: string): string[] {
  try {
    return [decodeURIComponent(name)];
  } catch {
    return [];
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
