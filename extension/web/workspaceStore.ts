import * as vscode from 'vscode';
import type { ByteStore } from '../../client/ports.ts';

/** The part of `vscode.workspace.fs` that a store needs. */
export type FileSystem = Pick<
  vscode.FileSystem,
  'readFile' | 'writeFile' | 'rename' | 'delete' | 'createDirectory' | 'readDirectory'
>;

/**
 * A ByteStore in a folder of VS Code's own file system, which in a browser is its IndexedDB.
 *
 * A rename is no single step there: the old file goes first, and the window may close before the new one has its
 * name. So whoever finds no file looks beside it.
 */
export function workspaceStore(folder: vscode.Uri, fs: FileSystem = vscode.workspace.fs): ByteStore {
  const file = (key: string): vscode.Uri => vscode.Uri.joinPath(folder, encodeURIComponent(key));
  const beside = (key: string): vscode.Uri => file(`${key}.new`);
  const read = (uri: vscode.Uri): Promise<Uint8Array | undefined> => orMissing(fs.readFile(uri));
  return {
    read: async (key) => (await read(file(key))) ?? (await read(beside(key))),
    async write(key, bytes) {
      await fs.createDirectory(folder);
      await fs.writeFile(beside(key), bytes);
      await fs.rename(beside(key), file(key), { overwrite: true });
    },
    async delete(key) {
      // This one first: alone, it would be read as the value.
      await orMissing(fs.delete(beside(key)));
      await orMissing(fs.delete(file(key)));
    },
    async list() {
      const found = (await orMissing(fs.readDirectory(folder))) ?? [];
      // A file that has lost its name in the middle of a write is read all the same.
      return [...new Set(found.map(([name]) => decodeURIComponent(name.replace(/\.new$/, ''))))];
    },
  };
}

async function orMissing<T>(task: Thenable<T>): Promise<T | undefined> {
  try {
    return await task;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
