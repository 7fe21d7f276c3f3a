import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { startTestRelay, type TestRelay } from '../relay/support/testRelay.ts';
import { edit, syncMessage, syncWire, updateMessage } from '../relay/support/wireClient.ts';
import { eventually } from '../support/eventually.ts';

describe('who makes the relay work for nothing', function () {
  this.timeout(60_000);
  let relay: TestRelay;
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(() => relay.relay.stop());

  const slowed = async (cost: string): Promise<number> => {
    const metrics = await (await relay.request('GET', '/metrics')).text();
    const [, count = '0'] =
      new RegExp(`tandem_clients_slowed_total\\{cost="${cost}"\\} (\\d+)`).exec(metrics) ?? [];
    return Number(count);
  };

  it('[H8] with the same step 1 again and again is read more slowly, is not closed, and leaves others their time', async () => {
    const room = await relay.createRoom('x'.repeat(1024 * 1024));
    const greedy = await syncWire(relay.url, room.id, new Y.Doc());
    // Somebody whom nobody knows: the difference is everything, and has to be made each time.
    const foreign = syncMessage(0, Uint8Array.of(1, 99, 1));
    let answers = 0;
    greedy.socket.on('message', (data: Buffer) => {
      if (data[0] !== 0 || data[1] !== 1) return;
      answers++;
      greedy.send(foreign);
    });
    greedy.send(foreign);
    await eventually('a pause', async () => (await slowed('bytesSent')) + (await slowed('loopMs')) > 0);

    const doc = new Y.Doc();
    const neighbour = await syncWire(relay.url, room.id, doc);
    for (let i = 0; i < 20; i++) {
      neighbour.send(updateMessage(edit(doc, (text) => text.insert(0, 'y'))));
      await eventually('the neighbour’s edit', () => neighbour.saved === 2 + i);
    }
    assert.ok(answers < 200, `${answers} answers`);
    assert.equal(greedy.socket.readyState, greedy.socket.OPEN);
    greedy.close();
    neighbour.close();
  });

  it('[S20] with many pings at once gets the answer to the last, and few before it', async () => {
    const room = await relay.createRoom();
    const client = await syncWire(relay.url, room.id, new Y.Doc());
    const answers: string[] = [];
    client.socket.on('pong', (payload) => answers.push(payload.toString()));
    for (let i = 1; i <= 400; i++) client.socket.ping(`${i}`);
    await eventually('the answer to the last', () => answers.at(-1) === '400');
    assert.ok(answers.length < 100, `${answers.length} answers`);
    client.close();
  });

  for (const kind of ['ping', 'pong'] as const) {
    it(`[S20] with a flood of ${kind}s, which are no messages of their own, is read more slowly`, async () => {
      await relay.relay.stop();
      relay = await startTestRelay({ messagesPerSecond: 20 });
      const room = await relay.createRoom();
      const greedy = await syncWire(relay.url, room.id, new Y.Doc());
      for (let i = 0; i < 400; i++) greedy.socket[kind]('x'.repeat(100));
      await eventually('a pause', async () => (await slowed('messages')) > 0);
      greedy.close();
    });
  }
});
