import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { open, run, setUpRoomCommands } from './roomCommands.ts';

describe('Tandem in VS Code', function () {
  this.timeout(60_000);
  const rooms = setUpRoomCommands();
  const { create, onlySession, join, readRoom } = rooms;

  it('has no sessions at first', () => assert.deepEqual([...rooms.tandem.sessions], []));

  it('creates a room from an untitled document, and says all about it', async () => {
    const document = await open('let a = 1;\n', 'javascript');
    const room = await create('First');
    assert.equal(room.name, 'First');
    assert.equal(room.relayUrl, rooms.relayUrl);
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

  it('leaves: the text stays, and what the others write no longer arrives', async () => {
    const document = await open('mine\n');
    const room = await create('Left');
    const web = await join(room.id);
    let changes = 0;
    const subscription = rooms.tandem.onDidChangeSessions(() => changes++);
    await run('leaveRoom', { roomId: room.id });
    subscription.dispose();
    assert.ok(changes > 0);
    assert.equal(rooms.tandem.sessions.length, 0);
    web.text.insert(0, 'theirs ');
    await eventually('the relay to have it', async () => (await readRoom(room.id)).code === 'theirs mine\n');
    assert.equal(document.getText(), 'mine\n');
  });

  it('ends the session when the room is deleted; the document keeps its text', async () => {
    const document = await open('still here');
    const room = await create('Deleted');
    await onlySession().whenSaved();
    assert.equal((await fetch(`${rooms.relayUrl}/rooms/${room.id}`, { method: 'DELETE' })).status, 204);
    await eventually('the session to end', () => rooms.tandem.sessions.length === 0);
    assert.equal(document.getText(), 'still here');
  });

  it('renames a room and changes its language for everybody', async () => {
    const document = await open('text');
    const room = await create('Old name');
    await run('renameRoom', { roomId: room.id, newName: 'New name' });
    await run('changeRoomLanguage', { roomId: room.id, newLanguage: 'ruby' });
    assert.deepEqual(await readRoom(room.id), { name: 'New name', language: 'ruby', code: 'text' });
    await eventually('the name here', () => onlySession().room.name === 'New name');
    await eventually('the language here', () => document.languageId === 'ruby');
  });

  it('copies the page of the relay as the invite, or the editor’s link where the settings want it', async () => {
    await open('x');
    const room = await create('Links');
    assert.equal(room.invite, `${rooms.relayUrl}/join/${room.id}`);
    const settings = vscode.workspace.getConfiguration('tandem');
    await settings.update('inviteLink', 'vscode', vscode.ConfigurationTarget.Global);
    try {
      const link = await run<string>('copyInvite', { roomId: room.id });
      assert.ok(link.startsWith(`${vscode.env.uriScheme}://tandem.tandem/join?relay=`), link);
    } finally {
      await settings.update('inviteLink', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('shows another name as soon as it is set', async () => {
    await open('x');
    await create('Names');
    const settings = vscode.workspace.getConfiguration('tandem');
    await settings.update('displayName', 'Somebody Else', vscode.ConfigurationTarget.Global);
    try {
      await eventually('the name', () => onlySession().participants[0]?.name === 'Somebody Else');
    } finally {
      await settings.update('displayName', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('says in a sentence why it cannot', async () => {
    await assert.rejects(
      run('createRoom', { name: 'x' }),
      /Open the file that you want to share, then create/,
    );
    await open('x');
    await assert.rejects(run('createRoom', { name: 'x', relayUrl: 'http://relay.example' }), /not encrypted/);
    await assert.rejects(run('createRoom', { name: 'x', relayUrl: 'http://127.0.0.1:9' }), /does not answer/);
    await assert.rejects(run('joinRoom', { invite: 'hello' }), /not an invite/);
    await assert.rejects(run('joinRoom', { relayUrl: rooms.relayUrl, roomId: 'A'.repeat(22) }), /room/i);
    await create('Once');
    await assert.rejects(run('createRoom', { name: 'Twice', relayUrl: rooms.relayUrl }), /shared already/);
    assert.equal(rooms.tandem.sessions.length, 1);
  });
});
