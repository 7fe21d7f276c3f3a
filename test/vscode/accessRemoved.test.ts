import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RoomSummary, TandemApi, TandemSession } from '../../extension/api.ts';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
import { eventually } from '../support/eventually.ts';
import { startGatekeeper, type Gatekeeper } from '../support/gatekeeper.ts';
import { collectWarnings } from './answers.ts';
import { startRelay } from './relay.ts';
import { openText } from './sharing.ts';
import { activate, closeAllEditors } from './window.ts';

describe('somebody whose access is taken away', function () {
  this.timeout(60_000);
  const warnings = collectWarnings();
  let tandem: TandemApi;
  let relay: Awaited<ReturnType<typeof startRelay>>;
  let gate: Gatekeeper;

  before(async () => {
    relay = await startRelay();
    tandem = await activate();
  });
  beforeEach(async () => (gate = await startGatekeeper(relay.url)));
  afterEach(async () => {
    gate.close();
    await closeAllEditors();
  });
  after(() => relay.stop());

  const onlySession = (): TandemSession => {
    const [session] = tandem.sessions;
    assert.ok(session);
    return session;
  };
  const endsWithAWord = async (name: string): Promise<void> => {
    await eventually('the session to end', () => tandem.sessions.length === 0);
    const { text } = await eventually('why', () => warnings.shift());
    assert.ok(text.includes(`You are not allowed to join the room "${name}"`), text);
  };

  it('keeps a joined text as an unsaved document of their own', async () => {
    const id = await createByRest('Guests', 'one\ntwo\n');
    await vscode.commands.executeCommand('tandem.joinRoom', { relayUrl: gate.url, roomId: id });
    const { document } = onlySession();
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'mine '));
    await onlySession().whenSaved();
    gate.shutOut(CloseCode.notAllowed);
    await endsWithAWord('Guests');
    const local = await eventually('a document of one’s own', () => {
      const active = vscode.window.activeTextEditor?.document;
      return active?.isUntitled === true ? active : undefined;
    });
    assert.equal(local.getText(), 'one\nmine two\n');
    assert.equal(local.isDirty, true);
  });

  it('keeps a shared file as it is', async () => {
    const editor = await openText('shared\n');
    const room = await vscode.commands.executeCommand<RoomSummary>('tandem.createRoom', {
      name: 'Hosts',
      relayUrl: gate.url,
    });
    await onlySession().whenSaved();
    gate.shutOut(CloseCode.notAllowed);
    await endsWithAWord('Hosts');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'still '));
    assert.equal(editor.document.getText(), 'still shared\n');
    assert.equal(vscode.window.activeTextEditor?.document, editor.document);
    const answer = await fetch(`${relay.url}/rooms/${room.id}`);
    assert.equal(((await answer.json()) as { code: string }).code, 'shared\n');
  });

  async function createByRest(name: string, code: string): Promise<string> {
    const answer = await fetch(`${relay.url}/rooms`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, language: 'plaintext', code }),
    });
    return ((await answer.json()) as { id: string }).id;
  }
});
