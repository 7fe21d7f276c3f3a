import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RoomSummary } from '../../extension/api.ts';
import { openText, setUpSharing } from './sharing.ts';

/** A row that is clicked twice, or a command that is given again because the relay is slow. */
describe('a command that is given twice', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();

  it('joins a room once, and what is typed reaches it once', async () => {
    const shared = await sharing.share((await openText('text\n')).document);
    await vscode.commands.executeCommand('tandem.leaveRoom', { roomId: shared.room.id });
    const join = (): Thenable<RoomSummary> =>
      vscode.commands.executeCommand('tandem.joinRoom', { invite: shared.room.invite });
    const [first, second] = await Promise.all([join(), join()]);
    assert.deepEqual(first, second);
    assert.equal(sharing.tandem.sessions.length, 1);
    const { document } = sharing.session(shared.room);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'typed once, '));
    const web = await sharing.join(shared.room);
    assert.equal(await sharing.settled({ document, room: shared.room, web }), 'typed once, text\n');
  });

  it('shares a document in one room', async () => {
    await openText('text\n');
    const argument = { name: 'Room', relayUrl: `http://127.0.0.1:${sharing.network.port}` };
    const create = (): Thenable<RoomSummary> => vscode.commands.executeCommand('tandem.createRoom', argument);
    const [first, second] = await Promise.all([create(), create()]);
    assert.deepEqual(first, second);
    assert.equal(sharing.tandem.sessions.length, 1);
  });
});
