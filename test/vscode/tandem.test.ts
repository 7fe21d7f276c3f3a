import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RoomSummary, TandemApi, TandemSession } from '../../extension/api.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { startRelay } from './relay.ts';

describe('Tandem in VS Code', function () {
  this.timeout(60_000);
  let tandem: TandemApi;
  let relay: Awaited<ReturnType<typeof startRelay>>;
  const clients: PlainClient[] = [];

  before(async () => {
    relay = await startRelay();
    // In a browser VS Code saves by itself; on a desktop it does not.
    await vscode.workspace
      .getConfiguration('files')
      .update('autoSave', 'off', vscode.ConfigurationTarget.Global);
    const extension = vscode.extensions.getExtension<TandemApi>('tandem.tandem');
    assert.ok(extension);
    tandem = await extension.activate();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    for (const { room } of tandem.sessions) await run('leaveRoom', { roomId: room.id });
    // Not "close all": that asks about unsaved texts, and goes on closing while the next test has begun.
    await eventually('all editors to be closed', async () => {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      return vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0);
    });
  });

  after(() => relay.stop());

  it('has no sessions at first', () => assert.deepEqual([...tandem.sessions], []));

  it('creates a room from an untitled document, and says all about it', async () => {
    const document = await open('let a = 1;\n', 'javascript');
    const room = await create('First');
    assert.equal(room.name, 'First');
    assert.equal(room.relayUrl, relay.url);
    assert.equal(await vscode.env.clipboard.readText(), room.invite);
    const session = onlySession();
    assert.equal(session.document, document);
    await session.whenSaved();
    assert.equal(session.state, 'online');
    assert.equal(session.isSaved, true);
    assert.deepEqual(session.room, room);
    await eventually('oneself among the participants', () => session.participants[0]?.isSelf);
    assert.deepEqual(await readRoom(room.id), {
      name: 'First',
      language: 'javascript',
      code: 'let a = 1;\n',
    });
    assert.equal(await run('copyInvite', {}), room.invite);
  });

  it('keeps the line endings of the document, and gives the room its own', async () => {
    const document = await open('one\ntwo\n');
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
    const web = await join((await create('CRLF')).id);
    assert.equal(web.text.toString(), 'one\ntwo\n');
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), 'three\nfour'));
    await eventually('the local edit at the client', () => web.text.toString() === 'one\ntwo\nthree\nfour');
    web.text.insert(4, 'and a half\n');
    await eventually(
      'the remote edit in the document',
      () => document.getText() === 'one\r\nand a half\r\ntwo\r\nthree\r\nfour',
    );
    await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.LF));
    web.text.insert(0, 'zero\n');
    await eventually('the next remote edit', () => document.getText() === web.text.toString());
    assert.equal(web.text.toString(), 'zero\none\nand a half\ntwo\nthree\nfour');
  });

  it('follows the room in a document that no editor shows', async () => {
    const document = await open('hidden');
    const web = await join((await create('Hidden')).id);
    await open('something else in front');
    web.text.insert(6, ' but kept');
    await eventually(
      'the remote edit in the hidden document',
      () => document.getText() === 'hidden but kept',
    );
  });

  it('loses nothing while both ends edit the same words', async () => {
    const document = await open('');
    const editor = await vscode.window.showTextDocument(document);
    const web = await join((await create('Busy')).id);
    const local = async (): Promise<void> => {
      for (let word = 0; word < 60; word++) {
        const isMade = await editor.edit((edit) => edit.insert(document.positionAt(0), `l${word} `));
        if (!isMade) word--;
      }
    };
    const remote = async (): Promise<void> => {
      for (let word = 0; word < 60; word++) {
        const seen = document.version;
        web.text.insert(web.text.length, `r${word} `);
        await eventually('the document to move on', () => document.version > seen);
      }
    };
    await Promise.all([local(), remote()]);
    await eventually('both to be equal', () => document.getText() === web.text.toString());
    const words = document.getText().trim().split(' ').sort();
    const expected = ['l', 'r']
      .flatMap((mark) => Array.from({ length: 60 }, (_, word) => `${mark}${word}`))
      .sort();
    assert.deepEqual(words, expected);
  });

  it('joins by invite: a document named and coloured like the room, which saves without asking', async () => {
    const id = await createByRest({ name: 'main.py', language: 'python', code: 'print(1)\n' });
    const room = await run<RoomSummary>('joinRoom', { relayUrl: relay.url, roomId: id });
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
    assert.equal(tandem.sessions.length, 1);
  });

  it('leaves: the text stays, and what the others write no longer arrives', async () => {
    const document = await open('mine\n');
    const room = await create('Left');
    const web = await join(room.id);
    let changes = 0;
    const subscription = tandem.onDidChangeSessions(() => changes++);
    await run('leaveRoom', { roomId: room.id });
    subscription.dispose();
    assert.ok(changes > 0);
    assert.equal(tandem.sessions.length, 0);
    web.text.insert(0, 'theirs ');
    await eventually('the relay to have it', async () => (await readRoom(room.id)).code === 'theirs mine\n');
    assert.equal(document.getText(), 'mine\n');
  });

  it('ends the session when the room is deleted; the document keeps its text', async () => {
    const document = await open('still here');
    const room = await create('Deleted');
    await onlySession().whenSaved();
    assert.equal((await fetch(`${relay.url}/rooms/${room.id}`, { method: 'DELETE' })).status, 204);
    await eventually('the session to end', () => tandem.sessions.length === 0);
    assert.equal(document.getText(), 'still here');
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
      await run('joinRoom', { relayUrl: relay.url, roomId: id });
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
    await run('joinRoom', { relayUrl: relay.url, roomId: id });
    const { document } = onlySession();
    const web = await join(id);
    await open('something else in front');
    web.text.insert(0, 'theirs ');
    await eventually('the edit', () => document.getText() === 'theirs text\n' && document.isDirty);
    await eventually('the document to be clean', () => !document.isDirty);
  });

  it('follows the room’s language and name in a joined document, which stays the same document', async () => {
    const id = await createByRest({ name: 'first.txt', language: 'plaintext', code: 'text\n' });
    await run('joinRoom', { relayUrl: relay.url, roomId: id });
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
    await run('joinRoom', { relayUrl: relay.url, roomId: id });
    const session = onlySession();
    const editor = await vscode.window.showTextDocument(session.document);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'mine '));
    editor.selection = new vscode.Selection(1, 1, 1, 3);
    await session.whenSaved();
    await run('deleteRoom', { roomId: id, isConfirmed: true });
    await eventually('the session to end', () => tandem.sessions.length === 0);
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

  it('says that a room that was left takes no text, rather than to save it nowhere', async () => {
    const id = await createByRest({ name: 'left.txt', language: 'plaintext', code: 'text' });
    await run('joinRoom', { relayUrl: relay.url, roomId: id });
    const { document } = onlySession();
    await run('leaveRoom', { roomId: id });
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'later '));
    assert.equal(await document.save(), false);
    assert.equal(document.isDirty, true);
    await run('joinRoom', { relayUrl: relay.url, roomId: id });
    const again = onlySession().document;
    await eventually('the room’s text, saved', () => again.getText() === 'text' && !again.isDirty);
    const kept = vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled);
    assert.ok(kept.some((one) => one.getText() === 'later text'));
  });

  it('renames a room and changes its language for everybody', async () => {
    const document = await open('text');
    const room = await create('Old name');
    await run('renameRoom', { roomId: room.id, newName: 'New name' });
    await run('changeRoomLanguage', { roomId: room.id, newLanguage: 'ruby' });
    assert.deepEqual(await readRoom(room.id), { name: 'New name', language: 'ruby', code: 'text' });
    await eventually('the name here', () => onlySession().room.name === 'New name');
    assert.equal(document.languageId, 'ruby');
  });

  it('copies the page of the relay as the invite, or the editor’s link where the settings want it', async () => {
    await open('x');
    const room = await create('Links');
    assert.equal(room.invite, `${relay.url}/join/${room.id}`);
    const settings = vscode.workspace.getConfiguration('tandem');
    await settings.update('inviteLink', 'vscode', vscode.ConfigurationTarget.Global);
    try {
      const link = await run<string>('copyInvite', { roomId: room.id });
      assert.ok(link.startsWith(`${vscode.env.uriScheme}://tandem.tandem/join?relay=`), link);
    } finally {
      await settings.update('inviteLink', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('says in a sentence why it cannot', async () => {
    await assert.rejects(run('createRoom', { name: 'x' }), /Open the file that you want to share first/);
    await open('x');
    await assert.rejects(run('createRoom', { name: 'x', relayUrl: 'http://relay.example' }), /not encrypted/);
    await assert.rejects(run('createRoom', { name: 'x', relayUrl: 'http://127.0.0.1:9' }), /does not answer/);
    await assert.rejects(run('joinRoom', { invite: 'hello' }), /no invite/);
    await assert.rejects(run('joinRoom', { relayUrl: relay.url, roomId: 'A'.repeat(22) }), /room/i);
    await create('Once');
    await assert.rejects(run('createRoom', { name: 'Twice', relayUrl: relay.url }), /shared already/);
    assert.equal(tandem.sessions.length, 1);
  });

  async function open(content: string, language = 'plaintext'): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument({ content, language });
    await vscode.window.showTextDocument(document, { preview: false });
    await eventually('the editor to be active', () => vscode.window.activeTextEditor?.document === document);
    return document;
  }

  async function run<T>(command: string, argument: unknown): Promise<T> {
    return vscode.commands.executeCommand<T>(`tandem.${command}`, argument);
  }

  function create(name: string): Promise<RoomSummary> {
    return run('createRoom', { name, relayUrl: relay.url });
  }

  function onlySession(): TandemSession {
    const [session, ...others] = tandem.sessions;
    assert.ok(session !== undefined && others.length === 0);
    return session;
  }

  /** A plain client, once what this window has is on the relay. */
  async function join(roomId: string): Promise<PlainClient> {
    await onlySession().whenSaved();
    const client = await joinAsPlainClient(relay.url, roomId);
    clients.push(client);
    return client;
  }

  async function readRoom(id: string): Promise<{ name: string; language: string; code: string }> {
    const { name, language, code } = (await (await fetch(`${relay.url}/rooms/${id}`)).json()) as {
      name: string;
      language: string;
      code: string;
    };
    return { name, language, code };
  }

  async function changeByRest(id: string, change: { name?: string; language?: string }): Promise<void> {
    const response = await fetch(`${relay.url}/rooms/${id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(change),
    });
    assert.equal(response.status, 200);
  }

  async function createByRest(room: { name: string; language: string; code: string }): Promise<string> {
    const response = await fetch(`${relay.url}/rooms`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(room),
    });
    return ((await response.json()) as { id: string }).id;
  }
});
