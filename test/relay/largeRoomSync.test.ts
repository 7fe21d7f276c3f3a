import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { LARGE_DOCUMENT_BYTES } from '../../relay/limits.ts';
import { encodeStateVector } from '../../shared/guard/stateVector.ts';
import { MAX_PARTICIPANTS } from '../../shared/limits.ts';
import { SyncType } from '../../shared/protocol/messageType.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { eventually } from '../support/eventually.ts';
import { scatteredText } from '../support/scatteredText.ts';
import { createHeldStore, type HeldStore } from './support/heldStore.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import {
  connectWire,
  edit,
  step1,
  step2,
  syncMessage,
  syncWire,
  updateMessage,
  type WireClient,
} from './support/wireClient.ts';

const CHARACTERS = 60_000;

describe('a room whose document is built in another thread', function () {
  this.timeout(60_000);
  let store: HeldStore;
  let relay: TestRelay;
  let room: string;
  let doc: Y.Doc;
  let writer: WireClient;
  beforeEach(async () => {
    store = createHeldStore();
    relay = await startTestRelay({ store });
    room = (await relay.createRoom('start')).id;
    await fill(room, CHARACTERS);
    store.appends.length = 0;
    doc = new Y.Doc();
    writer = await syncWire(relay.url, room, doc);
  });
  afterEach(async () => {
    writer.close();
    await relay.relay.stop();
  });

  const fill = async (id: string, characters: number) => {
    const update = scatteredText(characters);
    assert.ok(update.length > LARGE_DOCUMENT_BYTES);
    await store.appendUpdates([
      { roomId: id as RoomId, sequence: 2, participant: 'test', update, createdAt: new Date() },
    ]);
  };
  const type = async (text: string) => {
    const before = writer.saved;
    writer.send(updateMessage(edit(doc, (code) => code.insert(5, text))));
    await eventually('it to be stored', () => writer.saved > before);
  };
  /** Takes in what a client has heard from `from` on, and fails where anything of it builds on what is not there. */
  const follow = (into: Y.Doc, client: WireClient, from = 0): number => {
    for (const message of client.received.slice(from)) {
      if (message.kind !== 'update' && message.kind !== 'step2') continue;
      Y.applyUpdate(into, message.update);
      assert.equal(into.store.pendingStructs, null);
      assert.equal(into.store.pendingDs, null);
    }
    return client.received.length;
  };

  for (const [what, knownOf] of [
    ['the same', () => 1],
    ['each something else', (index: number) => index],
  ] as const)
    it(`tells a whole class, who lack ${what}, and sends nobody away`, async () => {
      const [author = 0] = Y.decodeStateVector(Y.encodeStateVector(doc)).keys();
      const clients = await Promise.all(
        Array.from({ length: MAX_PARTICIPANTS - 1 }, () => connectWire(relay.url, room)),
      );
      const closes: unknown[] = [];
      for (const [index, client] of clients.entries()) {
        void client.closed.then((close) => closes.push(close));
        client.send(syncMessage(SyncType.step1, encodeStateVector(new Map([[author, knownOf(index)]]))));
      }
      await eventually('all answers, or somebody to be sent away', () => {
        return (
          closes.length > 0 || clients.every((client) => client.received.some(({ kind }) => kind === 'step2'))
        );
      });
      assert.deepEqual(closes, []);
      for (const client of clients) client.close();
    });

  it('[N3] tells a newcomer everything and in order, also what is typed while the answer is made', async () => {
    const newcomer = new Y.Doc();
    newcomer.getText('code').insert(0, 'mine');
    const client = await connectWire(relay.url, room);
    // The thread has something else to do first, for as long as it takes to type a little.
    const other = (await relay.createRoom('start')).id;
    await fill(other, 10 * CHARACTERS);
    const answered = relay.codeOf(other);
    await type('<first>');
    client.send(step1(newcomer));
    let typed = 0;
    while (!client.received.some(({ kind }) => kind === 'step2')) await type(`<${typed++}>`);
    assert.ok(typed > 1, 'Nothing was typed meanwhile.');
    await type('<end>');
    await answered;
    const units = doc.getText('code').length;
    let heard = 0;
    await eventually('the whole text', () => {
      heard = follow(newcomer, client, heard);
      return newcomer.getText('code').length === units + 4;
    });
    client.send(step2(newcomer));
    await eventually('it to be stored', () => client.saved === 1);
    follow(doc, writer);
    assert.equal(doc.getText('code').toJSON(), newcomer.getText('code').toJSON());
    assert.equal(await relay.codeOf(room), newcomer.getText('code').toJSON());
    client.close();
  });

  it('answers the last of many questions, and stays in step', async () => {
    const newcomer = new Y.Doc();
    newcomer.getText('code').insert(0, 'mine');
    const client = await connectWire(relay.url, room);
    for (let i = 0; i < 20; i++) client.send(step1(newcomer));
    await type('!');
    await client.heard('step2');
    let heard = 0;
    await eventually('the whole text', () => {
      heard = follow(newcomer, client, heard);
      return newcomer.getText('code').length === doc.getText('code').length + 4;
    });
    const states = client.received.filter(({ kind }) => kind === 'step2').length;
    assert.ok(states <= 2, `${states} answers`);
    client.close();
  });

  it('[N7] stores no deletion again that it knows, and counts what comes behind', async () => {
    writer.send(updateMessage(edit(doc, (text) => text.delete(10, 1_000))));
    await eventually('it to be stored', () => writer.saved === 2);
    const appends = store.appends.length;
    const client = await syncWire(relay.url, room, new Y.Doc());
    await eventually('the step 2 to be acknowledged', () => client.saved === 1);
    const same = new Y.Doc();
    Y.applyUpdate(same, Y.encodeStateAsUpdate(doc));
    client.send(step2(same, Y.encodeStateVector(same)));
    client.send(updateMessage(edit(same, (text) => text.insert(0, 'behind'))));
    await eventually('both to be acknowledged', () => client.saved === 3);
    assert.equal(store.appends.length, appends + 1);

    const deleted = Y.encodeStateVector(same);
    same.getText('code').delete(0, 3);
    client.send(step2(same, deleted));
    await eventually('the deletion to be acknowledged', () => client.saved === 4);
    assert.equal(store.appends.length, appends + 2);
    assert.equal(await relay.codeOf(room), same.getText('code').toJSON());
    client.close();
  });

  it('[N1] is changed by PATCH while others type', async () => {
    const code = await relay.codeOf(room);
    const patched = relay.request('PATCH', `/rooms/${room}`, { code: `${code} end` });
    const state = { isDone: false };
    void patched.finally(() => (state.isDone = true));
    let typed = 0;
    for (; !state.isDone; typed++) await type('.');
    assert.equal((await patched).status, 200);
    assert.ok(typed > 1, 'Nothing was typed meanwhile.');
    let heard = 0;
    await eventually('the change', () => {
      heard = follow(doc, writer, heard);
      return doc.getText('code').toJSON().endsWith(' end');
    });
    await type('!');
    assert.equal(await relay.codeOf(room), doc.getText('code').toJSON());
  });
});
