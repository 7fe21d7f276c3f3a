import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { rawUpgrade } from '../support/rawUpgrade.ts';
import * as Y from 'yjs';
import { craftUpdate } from '../support/craftedUpdate.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { edit, step1, syncWire, updateMessage } from './support/wireClient.ts';

/** Fits into one chunk of a socket. */
const FRAMES = 4_000;

describe('[H8] turns at the event loop', () => {
  let relay: TestRelay;
  beforeEach(async () => {
    relay = await startTestRelay();
  });
  afterEach(() => relay.relay.stop());

  it('are shared: a neighbour is served before the last of thousands of messages that came at once', async () => {
    const home = await relay.createRoom();
    const neighbour = await syncWire(relay.url, home.id, new Y.Doc());
    const flood = net.connect(relay.port, '127.0.0.1');
    flood.write(rawUpgrade(`/sync/${(await relay.createRoom()).id}`));
    await once(flood, 'data');
    const order: string[] = [];
    // A step 2 is the answer to what stands at the flood's end.
    flood.on('data', (bytes: Buffer) => {
      if (bytes.includes(Buffer.from([0, 1]))) order.push('the flood');
    });
    const before = neighbour.saved;
    const answered = new Promise<void>((resolve) => {
      neighbour.socket.on('message', () => {
        if (neighbour.saved === before) return;
        order.push('the neighbour');
        resolve();
      });
    });
    const nothing = frame(updateMessage(craftUpdate([])));
    flood.write(Buffer.concat([...Array<Buffer>(FRAMES).fill(nothing), frame(step1(new Y.Doc()))]));
    neighbour.send(updateMessage(edit(new Y.Doc(), (text) => text.insert(0, 'x'))));
    await answered;
    assert.deepEqual(order, ['the neighbour']);
    flood.destroy();
    neighbour.close();
  });
});

/** A client's frame is masked: with zeros, so that the payload, of at most 125 bytes, stays as it is. */
function frame(payload: Uint8Array): Buffer {
  return Buffer.from([0x82, 0x80 | payload.length, 0, 0, 0, 0, ...payload]);
}
