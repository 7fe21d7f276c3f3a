import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { RoomSummary, TandemApi } from '../../extension/api.ts';
import { openUntitled } from '../../extension/document/untitledDocument.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { startRelay } from './relay.ts';
import { activate } from './window.ts';

describe('undoing what somebody else did', function () {
  this.timeout(60_000);
  let relay: Awaited<ReturnType<typeof startRelay>>;
  let tandem: TandemApi;
  let document: vscode.TextDocument;
  let room: RoomSummary;
  let ben: PlainClient;

  before(async () => {
    relay = await startRelay();
    tandem = await activate();
    document = await openUntitled('one two three\n');
    await vscode.window.showTextDocument(document, { preview: false });
    room = await vscode.commands.executeCommand<RoomSummary>('tandem.createRoom', {
      name: 'Undo',
      relayUrl: relay.url,
    });
    await tandem.sessions[0]?.whenSaved();
    ben = await joinAsPlainClient(relay.url, room.id);
    ben.provider.awareness.setLocalStateField('user', { name: 'Ben' });
    await eventually('Ben to be seen', () =>
      tandem.sessions[0]?.participants.some(({ name }) => name === 'Ben'),
    );
  });

  after(async () => {
    ben.close();
    await vscode.commands.executeCommand('tandem.leaveRoom', { roomId: room.id });
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await relay.stop();
  });

  it('takes back what they replaced, keeps what I wrote inside, and is undone by my own undo', async () => {
    ben.doc.transact(() => {
      ben.text.delete(4, 3);
      ben.text.insert(4, 'zwei zwei');
    });
    await reads('one zwei zwei three\n');
    const editor = await vscode.window.showTextDocument(document);
    assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 8), '(mine)')));
    await bothRead('one zwei(mine) zwei three\n');

    await undoLastChangeOfBen();
    await bothRead('one two(mine) three\n');

    await vscode.commands.executeCommand('tandem.undo');
    await bothRead('one zwei(mine) zwei three\n');
    await vscode.commands.executeCommand('tandem.redo');
    await bothRead('one two(mine) three\n');
  });

  it('brings back a line that they deleted, while they go on typing', async () => {
    const text = document.getText();
    ben.text.delete(0, ben.text.length);
    await reads('');
    // Nothing to wait for but time, which is what tells one step from the next.
    await wait(1_100);
    ben.text.insert(0, 'Ben goes on\n');
    await reads('Ben goes on\n');
    await undoLastChangeOfBen();
    await bothRead('');
    await undoLastChangeOfBen();
    await bothRead(text);
  });

  it('says so when there is nothing', async () => {
    await assert.rejects(
      Promise.resolve(
        vscode.commands.executeCommand('tandem.undoLastChangeBy', { roomId: room.id, participantId: 1 }),
      ),
      /Nobody else has changed anything/,
    );
  });

  /** The list opens with what would go; Enter picks it. */
  async function undoLastChangeOfBen(): Promise<void> {
    let isDone = false;
    const argument = { roomId: room.id, participantId: ben.doc.clientID };
    const running = Promise.resolve(vscode.commands.executeCommand('tandem.undoLastChangeBy', argument)).then(
      () => {
        isDone = true;
      },
    );
    await eventually('the choice to be made', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return isDone;
    });
    await running;
  }

  async function reads(text: string): Promise<void> {
    await eventually(`the document to read ${JSON.stringify(text)}`, () => document.getText() === text);
  }

  async function bothRead(text: string): Promise<void> {
    await reads(text);
    await eventually(`Ben to read ${JSON.stringify(text)}`, () => ben.text.toString() === text);
  }
});
