import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RoomSummary } from '../../extension/api.ts';
import { eventually } from '../support/eventually.ts';
import { open, run, setUpRoomCommands } from './roomCommands.ts';

/** The document that a guest gets of a room (docs/architecture.md, Where a document comes from). */
describe('Tandem in VS Code', function () {
  this.timeout(60_000);
  const rooms = setUpRoomCommands();
  const { onlySession, join, readRoom, createByRest, changeByRest } = rooms;

  it('[FS2] joins by invite: a document named and coloured like the room, which saves without asking', async () => {
    const id = await createByRest({ name: 'main.py', language: 'python', code: 'print(1)\n' });
    const room = await run<RoomSummary>('joinRoom', { relayUrl: rooms.relayUrl, roomId: id });
    const { document } = onlySession();
    assert.equal(document.uri.scheme, 'tandem');
    assert.match(document.uri.path, /main\.py$/);
    assert.equal(document.languageId, 'python');
    assert.equal(document.getText(), 'print(1)\n');
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# hi\n'));
    assert.equal(await document.save(), true);
    assert.equal(document.isDirty, false);
    assert.equal(document.getText(), '# hi\nprint(1)\n');
    // Once more, by the invite: it is the same document.
    assert.deepEqual(await run('joinRoom', { invite: room.invite }), room);
    assert.equal(rooms.tandem.sessions.length, 1);
  });

  it('[FS1] shows VS Code a file of a room that never changes, so that it is never read again', async () => {
    const id = await createByRest({ name: 'same.txt', language: 'plaintext', code: 'text\n' });
    await run('joinRoom', { relayUrl: rooms.relayUrl, roomId: id });
    const { document } = onlySession();
    const announced: string[] = [];
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(document.uri.with({ path: '/' }), '**'),
    );
    watcher.onDidChange(({ path }) => announced.push(path));
    try {
      const before = await vscode.workspace.fs.stat(document.uri);
      const editor = await vscode.window.showTextDocument(document);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'mine '));
      const web = await join(id);
      await eventually('the own edit', () => web.text.toJSON() === 'mine text\n');
      web.text.insert(0, 'theirs ');
      await eventually('the remote edit', () => document.getText() === 'theirs mine text\n');
      await document.save();
      assert.deepEqual(await vscode.workspace.fs.stat(document.uri), before);
      assert.deepEqual(announced, []);
    } finally {
      watcher.dispose();
    }
  });

  it('keeps a room’s document clean by itself, and formats nothing by that', async () => {
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { scheme: 'tandem' },
      {
        provideDocumentFormattingEdits: () => [
          vscode.TextEdit.insert(new vscode.Position(0, 0), 'FORMATTED'),
        ],
      },
    );
    const settings = vscode.workspace.getConfiguration('editor');
    await settings.update('formatOnSave', true, vscode.ConfigurationTarget.Global);
    try {
      const id = await createByRest({ name: 'clean.txt', language: 'plaintext', code: 'text\n' });
      await run('joinRoom', { relayUrl: rooms.relayUrl, roomId: id });
      const { document } = onlySession();
      const editor = await vscode.window.showTextDocument(document);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'typed  '));
      assert.equal(document.isDirty, true);
      await eventually('the document to be clean', () => !document.isDirty);
      // Of another one in front, saving would format; it waits until it is in front again.
      const web = await join(id);
      await open('something else in front');
      web.text.insert(0, 'theirs ');
      await eventually('the remote edit', () => document.getText() === 'theirs typed  text\n');
      await vscode.window.showTextDocument(document);
      await eventually('the document to be clean again', () => !document.isDirty);
      assert.equal(document.getText(), 'theirs typed  text\n');
      assert.equal((await readRoom(id)).code, 'theirs typed  text\n');
    } finally {
      await settings.update('formatOnSave', undefined, vscode.ConfigurationTarget.Global);
      formatter.dispose();
    }
  });

  it('keeps a room’s document clean that is not in front', async () => {
    const id = await createByRest({ name: 'behind.txt', language: 'plaintext', code: 'text\n' });
    await run('joinRoom', { relayUrl: rooms.relayUrl, roomId: id });
    const { document } = onlySession();
    const web = await join(id);
    await open('something else in front');
    web.text.insert(0, 'theirs ');
    await eventually('the edit', () => document.getText() === 'theirs text\n' && document.isDirty);
    await eventually('the document to be clean', () => !document.isDirty);
  });

  it('follows the room’s language and name in a joined document, which stays the same document', async () => {
    const id = await createByRest({ name: 'first.txt', language: 'plaintext', code: 'text\n' });
    await run('joinRoom', { relayUrl: rooms.relayUrl, roomId: id });
    const session = onlySession();
    const editor = await vscode.window.showTextDocument(session.document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 4), ' mine'));
    editor.selection = new vscode.Selection(0, 2, 0, 6);
    await session.whenSaved();
    await changeByRest(id, { name: 'Second', language: 'python' });
    await eventually('the language', () => session.document.languageId === 'python');
    await eventually('the name', () => session.room.name === 'Second');
    assert.equal(session.state, 'online');
    assert.equal(onlySession().document, session.document);
    const now = vscode.window.activeTextEditor;
    assert.equal(now?.document, session.document);
    assert.deepEqual([now.selection.anchor.character, now.selection.active.character], [2, 6]);
    await run('undo', undefined);
    await eventually('the undo', () => session.document.getText() === 'text\n');
    // A language that this person has chosen for themselves stays until the room's changes again.
    await vscode.languages.setTextDocumentLanguage(session.document, 'markdown');
    await changeByRest(id, { name: 'Third' });
    await eventually('the next name', () => session.room.name === 'Third');
    assert.equal(session.document.languageId, 'markdown');
  });

  it('leaves a guest the text of a deleted room as a document of their own', async () => {
    const id = await createByRest({ name: 'gone.py', language: 'python', code: 'one\ntwo\n' });
    await run('joinRoom', { relayUrl: rooms.relayUrl, roomId: id });
    const session = onlySession();
    const editor = await vscode.window.showTextDocument(session.document);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'mine '));
    editor.selection = new vscode.Selection(1, 1, 1, 3);
    await session.whenSaved();
    await run('deleteRoom', { roomId: id, isConfirmed: true });
    await eventually('the session to end', () => rooms.tandem.sessions.length === 0);
    const local = await eventually('a document of one’s own', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.isUntitled === true ? document : undefined;
    });
    assert.equal(local.getText(), 'one\nmine two\n');
    assert.equal(local.languageId, 'python');
    assert.equal(local.isDirty, true);
    assert.deepEqual(vscode.window.activeTextEditor?.selection, new vscode.Selection(1, 1, 1, 3));
    await eventually('the room’s tab to close', () =>
      vscode.window.tabGroups.all.every(({ tabs }) =>
        tabs.every(({ input }) => !(input instanceof vscode.TabInputText && input.uri.scheme === 'tandem')),
      ),
    );
  });

  it('leaves no unsaved document behind where a room is left right after typing', async () => {
    const id = await createByRest({ name: 'hasty.txt', language: 'plaintext', code: 'text' });
    await run('joinRoom', { relayUrl: rooms.relayUrl, roomId: id });
    const { document } = onlySession();
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'hasty '));
    assert.equal(document.isDirty, true);
    await run('leaveRoom', { roomId: id });
    assert.equal(document.getText(), 'hasty text');
    await eventually('the document to be clean', () => !document.isDirty);
    assert.equal(await document.save(), true, 'nothing is lost by a save that changes nothing');
  });

  it('[FS3] says that a room that was left takes no text, rather than to save it nowhere', async () => {
    const id = await createByRest({ name: 'left.txt', language: 'plaintext', code: 'text' });
    await run('joinRoom', { relayUrl: rooms.relayUrl, roomId: id });
    const { document } = onlySession();
    await run('leaveRoom', { roomId: id });
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'later '));
    assert.equal(await document.save(), false);
    assert.equal(document.isDirty, true);
    await run('joinRoom', { relayUrl: rooms.relayUrl, roomId: id });
    const again = onlySession().document;
    await eventually('the room’s text, saved', () => again.getText() === 'text' && !again.isDirty);
    const kept = vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled);
    assert.ok(kept.some((one) => one.getText() === 'later text'));
  });
});
