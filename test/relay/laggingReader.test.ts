import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { eventually } from '../support/eventually.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import {
  edit,
  presenceMessage,
  step1,
  syncWire,
  updateMessage,
  type WireClient,
} from './support/wireClient.ts';

const MEBIBYTE = 1024 * 1024;

describe('[S19] a reader that lags', function () {
  this.timeout(60_000);
  let relay: TestRelay;
  let room: string;
  let doc: Y.Doc;
  let writer: WireClient;
  let slowDoc: Y.Doc;
  let slow: WireClient;
  let sent: number;

  beforeEach(async () => {
    relay = await startTestRelay();
    room = (await relay.createRoom()).id;
    [doc, slowDoc] = [new Y.Doc(), new Y.Doc()];
    writer = await syncWire(relay.url, room, doc);
    slow = await syncWire(relay.url, room, slowDoc);
    sent = 1;
  });

  afterEach(async () => {
    for (const client of [slow, writer]) client.close();
    await relay.relay.stop();
  });

  const write = async (change: (text: Y.Text) => void) => {
    writer.send(updateMessage(edit(doc, change)));
    sent++;
    await eventually('it to be stored', () => writer.saved === sent);
  };
  /** It stops reading, and the room moves on by more than is kept for it. */
  const fallBehind = async () => {
    slow.socket.pause();
    for (let i = 0; i < 12; i++) {
      await write((text) => text.insert(0, 'x'.repeat(MEBIBYTE)));
      await write((text) => text.delete(0, MEBIBYTE - 1));
    }
    // So much that whoever is sent it all has a state of two megabytes more.
    await write((text) => text.insert(0, 'y'.repeat(2 * MEBIBYTE)));
  };
  /** By what `slow` hears: how many bytes of states, and whether it has the text in the end. */
  const catchUp = async () => {
    slow.socket.resume();
    await readOn();
    // Behind all that waited for it.
    await write((text) => text.insert(0, 'after'));
    await readOn();
  };
  const readOn = () =>
    eventually('the text', () => {
      for (const message of slow.received.splice(0)) {
        if (message.kind === 'update' || message.kind === 'step2')
          Y.applyUpdate(slowDoc, message.update, 'relay');
        if (message.kind === 'step2') states.push(message.update.length);
      }
      return slowDoc.getText('code').toJSON() === doc.getText('code').toJSON();
    });
  let states: number[];
  beforeEach(() => (states = []));

  it('is not sent the whole state each time that it asks again, but once, when it has caught up', async () => {
    await fallBehind();
    for (let i = 0; i < 20; i++) slow.send(step1(slowDoc));
    // The relay has read the questions when it has passed on what came after them.
    slow.send(presenceMessage({ id: slowDoc.clientID, clock: 1, state: { user: { name: 'Slow' } } }));
    writer.send([3]);
    await eventually('the relay to have read it', async () => {
      writer.send([3]);
      await relay.codeOf(room);
      return JSON.stringify(writer.received).includes('"Slow"');
    });
    await catchUp();
    assert.equal(slow.socket.readyState, slow.socket.OPEN, 'it is read on, and not closed');
    const whole = states.filter((bytes) => bytes > MEBIBYTE).length;
    assert.ok(whole <= 2, `${whole} states`);
  });

  it('gets what is beyond what it said last that it has', async () => {
    await fallBehind();
    // It has heard of everything meanwhile, by another way.
    Y.applyUpdate(slowDoc, Y.encodeStateAsUpdate(doc), 'another way');
    slow.send(step1(slowDoc));
    slow.send(presenceMessage({ id: slowDoc.clientID, clock: 1, state: { user: { name: 'Slow' } } }));
    await eventually('the relay to have read it', () => {
      writer.send([3]);
      return JSON.stringify(writer.received).includes('"Slow"');
    });
    await write((text) => text.insert(0, 'end'));
    await catchUp();
    assert.ok(
      states.every((bytes) => bytes < MEBIBYTE),
      `${states.join()} bytes`,
    );
  });
});
