import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RoomSummary, TandemSession } from '../../extension/api.ts';
import { eventually } from '../support/eventually.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { run, setUpRoomCommands } from './roomCommands.ts';

/** Behind the proxy is the same relay, which does not prove that the proxy's address is its own. */
describe('[U3] the same room id at another address that proves nothing', function () {
  this.timeout(60_000);
  const rooms = setUpRoomCommands();
  let proxy: TcpProxy;
  let other: string;
  let id: string;

  before(async () => {
    proxy = await startTcpProxy({ targetPort: Number(new URL(rooms.relayUrl).port) });
    other = `http://127.0.0.1:${proxy.port}`;
  });
  after(() => proxy.close());
  beforeEach(async () => {
    id = await rooms.createByRest({ name: 'Twice', language: 'plaintext', code: 'text' });
  });

  const join = (relayUrl: string): Promise<RoomSummary> => run('joinRoom', { relayUrl, roomId: id });
  const sessionAt = (relayUrl: string): TandemSession => {
    const session = rooms.tandem.sessions.find(({ room }) => room.relayUrl === relayUrl);
    assert.ok(session !== undefined, relayUrl);
    return session;
  };

  it('is another room, in another document', async () => {
    for (const relayUrl of [rooms.relayUrl, other]) assert.equal((await join(relayUrl)).relayUrl, relayUrl);
    const [one, two] = [sessionAt(rooms.relayUrl), sessionAt(other)];
    assert.equal(rooms.tandem.sessions.length, 2);
    assert.notEqual(one.document.uri.toString(), two.document.uri.toString());
    for (const session of [one, two]) assert.equal(session.document.getText(), 'text');
    const editor = await vscode.window.showTextDocument(one.document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 4), ', both'));
    await eventually('it to come by way of the relay', () => two.document.getText() === 'text, both');
    await run('leaveRoom', { roomId: id });
    await run('leaveRoom', { roomId: id });
  });

  it('does not get the document of the room that was left, nor what was written there since', async () => {
    await join(rooms.relayUrl);
    const { document } = sessionAt(rooms.relayUrl);
    await run('leaveRoom', { roomId: id });
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 4), ' of my own'));
    await join(other);
    assert.notEqual(sessionAt(other).document.uri.toString(), document.uri.toString());
    assert.equal(document.getText(), 'text of my own');
    assert.equal(sessionAt(other).document.getText(), 'text');
  });
});
