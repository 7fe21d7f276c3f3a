import assert from 'node:assert/strict';
import net from 'node:net';
import * as Y from 'yjs';
import { WebSocket } from 'ws';
import { ManualClock } from '../support/manualClock.ts';
import { eventually } from '../support/eventually.ts';
import { rawUpgrade } from '../support/rawUpgrade.ts';
import { startTcpProxy } from '../support/tcpProxy.ts';
import { startTestRelay } from './support/testRelay.ts';
import { edit, presenceMessage, step1, syncWire, updateMessage } from './support/wireClient.ts';

/** A clock whose timers the test moves, while turns of the event loop go on by themselves. */
class RelayClock extends ManualClock {
  override soon(task: () => void): void {
    setImmediate(task);
  }
}

describe('[S19] readers that do not keep up', function () {
  this.timeout(90_000);

  it('closes who stopped reading, keeps little for it until then, and the others go on', async () => {
    const clock = new RelayClock();
    const relay = await startTestRelay({ clock });
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    const writer = await syncWire(relay.url, room.id, doc);
    const reader = await syncWire(relay.url, room.id, new Y.Doc());
    // Raw TCP: it upgrades, asks for everything, and then never reads again.
    const stuck = net.connect(relay.port, '127.0.0.1');
    stuck.write(rawUpgrade(`/sync/${room.id}`));
    stuck.on('error', () => undefined);
    await new Promise((resolve) => stuck.once('data', resolve));
    stuck.pause();
    const ask = step1(new Y.Doc());
    stuck.write(Buffer.from([0x82, 0x80 | ask.length, 0, 0, 0, 0, ...ask]));

    const closedAsTooSlow = () =>
      relay.lines.some(({ details }) => (details as { code?: number }).code === 4408);
    let sent = 1;
    const flood = async (mebibytes: number) => {
      for (let i = 0; i < mebibytes; i++) {
        writer.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'.repeat(1024 * 1024)))));
        writer.send(updateMessage(edit(doc, (text) => text.delete(0, 1024 * 1024))));
        sent += 2;
        await eventually('it to be stored', () => writer.saved === sent);
      }
    };
    await flood(24);
    // Three times the hard limit has passed, and it holds less than that: what it missed is not kept for it.
    assert.equal(closedAsTooSlow(), false);

    clock.advance(10_000);
    await eventually('the slow one to be closed', closedAsTooSlow);
    assert.equal(reader.socket.readyState, WebSocket.OPEN);
    writer.send(updateMessage(edit(doc, (text) => text.insert(0, 'end'))));
    await eventually('the last edit', async () => (await relay.codeOf(room.id)) === 'end');
    stuck.destroy();
    reader.close();
    writer.close();
    await relay.relay.stop();
  });

  it('gives who was slow for a while everything that it missed, text and presence', async () => {
    const clock = new RelayClock();
    const relay = await startTestRelay({ clock });
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    const writer = await syncWire(relay.url, room.id, doc);
    const slowDoc = new Y.Doc();
    const slow = await syncWire(relay.url, room.id, slowDoc);
    slow.socket.on('message', () => {
      for (const message of slow.received.splice(0)) {
        if (message.kind === 'update') updates++;
        if (message.kind === 'update' || message.kind === 'step2')
          Y.applyUpdate(slowDoc, message.update, 'relay');
        else if (message.kind === 'awareness') for (const { state } of message.entries) presence.push(state);
      }
    });
    const presence: unknown[] = [];
    let updates = 0;
    slow.socket.pause();
    let sent = 1;
    for (let i = 0; i < 24; i++) {
      writer.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'.repeat(1024 * 1024)))));
      writer.send(updateMessage(edit(doc, (text) => text.delete(0, 1024 * 1024 - 1))));
      sent += 2;
      await eventually('it to be stored', () => writer.saved === sent);
    }
    writer.send(presenceMessage({ id: doc.clientID, clock: 1, state: { user: { name: 'Ada' } } }));
    await eventually('presence to be read', async () => (await relay.codeOf(room.id)).length === 24);
    slow.socket.resume();
    await eventually('the text', () => slowDoc.getText('code').toJSON() === doc.getText('code').toJSON());
    await eventually('presence', () => presence.some((state) => JSON.stringify(state).includes('Ada')));
    assert.ok(updates < sent - 1, 'it was left out of some');
    assert.equal(slow.socket.readyState, WebSocket.OPEN);
    assert.equal(slowDoc.store.pendingStructs, null);
    writer.send(updateMessage(edit(doc, (text) => text.insert(0, 'after'))));
    await eventually('what comes after', () => slowDoc.getText('code').toJSON().startsWith('after'));
    for (const client of [slow, writer]) client.close();
    await relay.relay.stop();
  });

  it('[F9] cuts off who gives no sign of life, and nobody else', async () => {
    const clock = new RelayClock();
    const relay = await startTestRelay({ clock });
    const proxy = await startTcpProxy({ targetPort: relay.port });
    const room = await relay.createRoom();
    const [here, gone] = [new Y.Doc(), new Y.Doc()];
    const honest = await syncWire(relay.url, room.id, here);
    const dead = await syncWire(`http://127.0.0.1:${proxy.port}`, room.id, gone);
    dead.send(presenceMessage({ id: gone.clientID, clock: 1, state: { user: { name: 'Gone' } } }));
    clock.advance(50);
    await honest.heard('awareness', ({ entries }) => entries.some(({ id }) => id === gone.clientID));
    proxy.hold();
    for (let beat = 0; beat < 3; beat++) {
      const pings = new Promise((resolve) => honest.socket.once('ping', resolve));
      clock.advance(12_000);
      if (beat < 2) await pings;
      // The pong of the honest one has been read when what it sends afterwards is answered.
      const heard = honest.received.length;
      honest.send(step1(here));
      await eventually('an answer', () => honest.received.slice(heard).some(({ kind }) => kind === 'step2'));
    }
    clock.advance(50);
    await honest.heard('awareness', ({ entries }) =>
      entries.some(({ id, state }) => id === gone.clientID && state === null),
    );
    assert.equal(honest.socket.readyState, WebSocket.OPEN);
    assert.ok(
      honest.received.some((message) => message.kind === 'awareness' && message.entries.length === 0),
    );
    honest.close();
    dead.close();
    await proxy.close();
    await relay.relay.stop();
  });
});
