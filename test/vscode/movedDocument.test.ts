import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { write } from './remoteEdits.ts';
import {
  fileUri,
  openFile,
  openText,
  showUntitled,
  readFile,
  setUpSharing,
  type SharedPair,
} from './sharing.ts';

describe('a shared document that moves', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();
  let count = 0;

  /** The document in which the room goes on. */
  async function movedTo(pair: SharedPair, uri: vscode.Uri): Promise<SharedPair> {
    const { document } = await eventually('the room to go on in the new document', () =>
      sharing.tandem.sessions.find((each) => each.document.uri.toString() === uri.toString()),
    );
    return { ...pair, document };
  }

  async function rename(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  for (const isSaved of [false, true]) {
    it(`goes on under its new name, with its undo steps (${isSaved ? 'saved' : 'not saved'})`, async () => {
      const editor = await openText('alpha\n');
      const pair = await sharing.share(editor.document);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 5), ' mine'));
      await sharing.settled(pair);
      if (isSaved) {
        await vscode.commands.executeCommand('workbench.action.files.save');
        await eventually('the file to be saved', () => !pair.document.isDirty);
      }
      const uri = fileUri(`renamed-${++count}.txt`);
      const renaming = rename(editor.document.uri, uri);
      write(pair.web.text, [{ offset: 0, length: 0, text: 'meanwhile ' }]);
      await renaming;
      const moved = await movedTo(pair, uri);
      assert.equal(await sharing.settled(moved), 'meanwhile alpha mine\n');
      write(pair.web.text, [{ offset: 0, length: 0, text: 'They\n' }]);
      assert.equal(await sharing.settled(moved), 'They\nmeanwhile alpha mine\n');
      await vscode.commands.executeCommand('tandem.undo');
      assert.equal(await sharing.settled(moved), 'They\nmeanwhile alpha\n');
      await vscode.commands.executeCommand('tandem.redo');
      assert.equal(await sharing.settled(moved), 'They\nmeanwhile alpha mine\n');
      assert.equal(sharing.session(pair.room).state, 'online');
      assert.equal(sharing.tandem.sessions.length, 1);
    });
  }

  it('shows the others where its carets are, under its new name, too', async () => {
    const editor = await openText('alpha\n');
    const pair = await sharing.share(editor.document);
    const uri = fileUri(`renamed-${++count}.txt`);
    await rename(editor.document.uri, uri);
    await movedTo(pair, uri);
    const now = await eventually('the new editor', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString()),
    );
    now.selection = new vscode.Selection(0, 2, 0, 4);
    await eventually('the selection at the others', () =>
      [...pair.web.provider.awareness.getStates().values()].some((state) => {
        const { anchor, head } = (state['cursor'] ?? {}) as { anchor?: unknown; head?: unknown };
        return anchor !== undefined && JSON.stringify(anchor) !== JSON.stringify(head);
      }),
    );
  });

  it('goes on when its folder is renamed', async () => {
    const editor = await openFile('before/inside.txt', 'alpha\n');
    const pair = await sharing.share(editor.document);
    await rename(fileUri('before'), fileUri('after'));
    const moved = await movedTo(pair, fileUri('after/inside.txt'));
    write(pair.web.text, [{ offset: 0, length: 0, text: 'They ' }]);
    assert.equal(await sharing.settled(moved), 'They alpha\n');
  });

  it('keeps every key that is typed while it is renamed', async () => {
    const editor = await openText('');
    const pair = await sharing.share(editor.document);
    const uri = fileUri(`renamed-${++count}.txt`);
    const told = new Set<string>();
    const subscription = vscode.workspace.onDidChangeTextDocument(({ contentChanges }) => {
      for (const { text } of contentChanges) for (const key of text) told.add(key);
    });
    let keys = 0;
    const type = (): Thenable<unknown> =>
      vscode.commands.executeCommand('type', { text: String.fromCharCode(0x4e00 + keys++) });
    const state = { isRenamed: false };
    const renaming = rename(editor.document.uri, uri).finally(() => (state.isRenamed = true));
    while (!state.isRenamed) await type();
    await renaming;
    const moved = await movedTo(pair, uri);
    await vscode.window.showTextDocument(moved.document);
    await eventually('keys in the new document', async () => {
      await type();
      return told.has(String.fromCharCode(0x4e00 + keys - 1));
    });
    subscription.dispose();
    const text = await sharing.settled(moved);
    // Keys between the two documents go nowhere: no editor has the focus. Of those that VS Code told, none is missing.
    assert.deepEqual(Array.from(text).toSorted(), [...told].toSorted());
    assert.ok(told.size > 1);
  });

  it('goes on in the file as which an untitled document is saved; the room keeps its text', async () => {
    const uri = fileUri(`saved-${++count}.txt`);
    const untitled = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
    const editor = await vscode.window.showTextDocument(untitled);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'alpha'));
    const pair = await sharing.share(untitled);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 5), ' mine'));
    await sharing.settled(pair);
    const texts = new Set<string>();
    pair.web.text.observe(() => texts.add(pair.web.text.toJSON()));
    await untitled.save();
    const moved = await movedTo(pair, uri);
    assert.equal(await sharing.settled(moved), 'alpha mine');
    assert.equal(await readFile(uri), 'alpha mine');
    assert.deepEqual([...texts], []);
    await vscode.window.showTextDocument(moved.document);
    write(pair.web.text, [{ offset: 0, length: 0, text: 'They ' }]);
    assert.equal(await sharing.settled(moved), 'They alpha mine');
    await vscode.commands.executeCommand('tandem.undo');
    assert.equal(await sharing.settled(moved), 'They alpha');
    assert.equal(sharing.tandem.sessions.length, 1);
  });

  it('goes on in the file that Save As makes of an untitled document', async () => {
    const { document } = await showUntitled('alpha');
    const pair = await sharing.share(document);
    const uri = fileUri('alpha');
    let isOver = false;
    const saving = vscode.workspace.saveAs(document.uri).then(() => (isOver = true));
    await eventually('the question for the name to be answered', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return isOver;
    });
    await saving;
    const moved = await movedTo(pair, uri);
    write(pair.web.text, [{ offset: 0, length: 0, text: 'They ' }]);
    assert.equal(await sharing.settled(moved), 'They alpha');
  });
});
