import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { workspaceStore, type FileSystem } from '../../extension/web/workspaceStore.ts';

/** The journal's store in browsers, over the file system of a real VS Code. */
describe('the store in VS Code’s own file system', () => {
  const real = vscode.workspace.fs;
  let root: string;
  let folder: vscode.Uri;
  const bytes = (text: string) => new TextEncoder().encode(text);
  const text = (value: Uint8Array | undefined) => value && new TextDecoder().decode(value);

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-store-'));
    folder = vscode.Uri.file(path.join(root, 'journal'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  it('reads what was written last, and nothing before and after', async () => {
    const store = workspaceStore(folder);
    assert.equal(await store.read('room/1'), undefined);
    await store.write('room/1', bytes('first'));
    await store.write('room/1', bytes('second'));
    assert.equal(text(await workspaceStore(folder).read('room/1')), 'second');
    assert.equal(await store.read('room'), undefined);
    await store.delete('room/1');
    await store.delete('room/1');
    assert.equal(await store.read('room/1'), undefined);
    assert.deepEqual(fs.readdirSync(path.join(root, 'journal')), []);
  });

  it('has the old value or the new one, whichever step the window closes at', async () => {
    for (const [last, expected] of [
      ['before the new file', 'old'],
      ['after it', 'old'],
      ['without the old file', 'new'],
    ] as const) {
      await workspaceStore(folder).write('key', bytes('old'));
      const gone = new Error('the window is gone');
      const closing: FileSystem = {
        readFile: (uri) => real.readFile(uri),
        createDirectory: (uri) => real.createDirectory(uri),
        delete: (uri) => real.delete(uri),
        readDirectory: (uri) => real.readDirectory(uri),
        async writeFile(uri, content) {
          if (last === 'before the new file') throw gone;
          await real.writeFile(uri, content);
        },
        async rename(_from, to) {
          // In the order of VS Code's file system for browsers: the target goes first.
          if (last === 'without the old file') await real.delete(to);
          throw gone;
        },
      };
      await assert.rejects(Promise.resolve(workspaceStore(folder, closing).write('key', bytes('new'))), gone);
      const after = workspaceStore(folder);
      assert.equal(text(await after.read('key')), expected, last);
      await after.delete('key');
      assert.equal(await after.read('key'), undefined, last);
    }
  });
});
