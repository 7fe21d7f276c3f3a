import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { eventually } from '../support/eventually.ts';
import { seededRandom, seedFor } from '../support/seed.ts';
import { createHeldStore, type HeldStore } from './support/heldStore.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { connectWire, edit, step1, syncWire, updateMessage, type WireClient } from './support/wireClient.ts';

describe('what is on disk, and when', function () {
  this.timeout(60_000);
  let store: HeldStore;
  let relay: TestRelay;
  const clients: WireClient[] = [];
  const sync = async (room: string, doc = new Y.Doc()) => {
    const client = await syncWire(relay.url, room, doc);
    clients.push(client);
    await eventually('the step 2', () => client.saved === 1);
    return {
      client,
      doc,
      type: (text: string) => client.send(updateMessage(edit(doc, (t) => t.insert(0, text)))),
    };
  };
  beforeEach(async () => {
    store = createHeldStore();
    relay = await startTestRelay({ store });
  });
  afterEach(async () => {
    store.isHeld = false;
    store.fails = () => false;
    for (const client of clients.splice(0)) client.close();
    await relay.relay.stop();
  });

  it('[N1] tells nobody of an edit before it is on disk', async () => {
    const room = await relay.createRoom();
    const [a, b] = [await sync(room.id), await sync(room.id)];
    store.isHeld = true;
    a.type('x');
    await eventually('the append', () => store.appends.length === 1);
    // A joiner and REST see what is on disk; the answer to the joiner passes behind anything sent before it.
    const late = await connectWire(relay.url, room.id);
    clients.push(late);
    late.send(step1(new Y.Doc()));
    const { update } = await late.heard('step2');
    const copy = new Y.Doc();
    Y.applyUpdate(copy, update);
    assert.equal(copy.getText('code').toJSON(), '');
    assert.equal(await relay.codeOf(room.id), '');
    assert.equal(a.client.saved, 1);
    assert.ok(b.client.received.every(({ kind }) => kind !== 'update'));

    store.isHeld = false;
    await eventually('the acknowledgement', () => a.client.saved === 2);
    await b.client.heard('update');
    await late.heard('update');
  });

  it('[N1] does not acknowledge a repetition of what is not on disk yet', async () => {
    const room = await relay.createRoom();
    const [a, b] = [await sync(room.id), await sync(room.id)];
    store.isHeld = true;
    const update = updateMessage(edit(a.doc, (text) => text.insert(0, 'x')));
    a.client.send(update);
    await eventually('the append', () => store.appends.length === 1);
    b.client.send(update);
    b.client.send([3]);
    a.client.send([3]);
    assert.equal(await relay.codeOf(room.id), '');
    assert.equal(b.client.saved, 1);
    store.isHeld = false;
    await eventually('both', () => a.client.saved === 2 && b.client.saved === 2);
    assert.equal((await relay.store.loadRoom(room.id as never))?.updates.length, 1);
  });

  it('commits the edits of many rooms at once, and gathers the next ones meanwhile', async () => {
    const pairs: Awaited<ReturnType<typeof sync>>[] = [];
    for (let i = 0; i < 5; i++) pairs.push(await sync((await relay.createRoom()).id));
    store.isHeld = true;
    pairs[0]!.type('x');
    await eventually('the first append', () => store.appends.length === 1);
    for (const { type } of pairs) {
      type('y');
      type('z');
    }
    for (const { client } of pairs) await readUpTo(client);
    store.isHeld = false;
    await eventually('all', () => pairs.every(({ client }, i) => client.saved === (i === 0 ? 4 : 3)));
    assert.ok(store.appends.length <= 2, `${store.appends.length} appends`);
  });

  it('[F3] says "not saved" when appends fail, tries again, and then tells everybody', async () => {
    const room = await relay.createRoom();
    const [a, b] = [await sync(room.id), await sync(room.id)];
    store.fails = () => true;
    a.type('x');
    for (const { client } of [a, b]) {
      await client.heard(
        'control',
        ({ message }) => message.kind === 'notice' && message.code === 'not_saved',
      );
    }
    a.type('y');
    await eventually('more attempts', () => store.appends.length >= 3);
    assert.equal(a.client.saved, 1);
    store.fails = () => false;
    await eventually('the acknowledgement', () => a.client.saved === 3);
    await eventually(
      'both edits',
      () => b.client.received.filter(({ kind }) => kind === 'update').length === 2,
    );
    assert.equal(await relay.codeOf(room.id), 'yx');
  });

  it('[M19] keeps a room with unstored updates when everybody leaves, and stores them', async () => {
    const room = await relay.createRoom();
    const a = await sync(room.id);
    store.fails = () => true;
    a.type('x');
    await eventually('an attempt', () => store.appends.length >= 1);
    a.client.close();
    await eventually('the end of the connection', async () => {
      return (await relay.health()).connections === 0;
    });
    assert.equal((await relay.health()).rooms, 1);
    store.fails = () => false;
    await eventually('the room to be put away', async () => {
      return (await relay.health()).rooms === 0;
    });
    assert.equal(await relay.codeOf(room.id), 'x');
  });

  it('one bad room does not hold the others, not even when it spoils their commit', async () => {
    const rooms = [await relay.createRoom(), await relay.createRoom(), await relay.createRoom()] as const;
    const [first, bad, good] = [await sync(rooms[0].id), await sync(rooms[1].id), await sync(rooms[2].id)];
    store.fails = (rows) => rows.some(({ roomId }) => roomId === rooms[1].id);
    store.isHeld = true;
    first.type('x');
    await eventually('the first append', () => store.appends.length === 1);
    bad.type('x');
    good.type('y');
    for (const { client } of [bad, good]) await readUpTo(client);
    store.isHeld = false;
    await eventually('the good room', () => good.client.saved === 2);
    assert.ok(
      store.appends.some((rows) => rows.length === 2),
      'they were in one commit',
    );
    for (let i = 0; i < 20; i++) good.type('z');
    await eventually('the good room again', () => good.client.saved === 22);
    const notices = good.client.received.filter(
      (message) => message.kind === 'control' && message.message.kind === 'notice',
    );
    assert.deepEqual(notices, []);
    assert.equal(bad.client.saved, 1);
    store.fails = () => false;
    await eventually('the bad room', () => bad.client.saved === 2);
  });

  it('sends writers away when too much waits to be stored, and loses nothing that it kept', async () => {
    const room = await relay.createRoom();
    store.fails = () => true;
    const writers: Awaited<ReturnType<typeof sync>>[] = [];
    for (let i = 0; i < 5; i++) writers.push(await sync(room.id));
    const big = 'x'.repeat(450_000);
    for (const { type } of writers) for (let i = 0; i < 2; i++) type(big);
    for (const { client } of writers) await readUpTo(client);
    for (const { type } of writers.slice(0, 2)) type('one more');
    assert.equal((await writers[0]!.client.closed).code, 1013);
    assert.equal((await writers[1]!.client.closed).code, 1013);
    store.fails = () => false;
    await eventually('what it kept', () => writers.slice(2).every(({ client }) => client.saved === 3));
    assert.equal((await relay.codeOf(room.id)).length, 10 * big.length);
  });

  it('[N6] admits nobody to a room that cannot be loaded, and tries again for the next', async () => {
    const room = await relay.createRoom('text');
    store.loadFailure = new Error('disk on fire');
    const client = await connectWire(relay.url, room.id);
    const { code, reason } = await client.closed;
    assert.equal(code, 1011);
    assert.ok(!reason.includes('fire'));
    assert.equal(store.appends.length, 0);
    store.loadFailure = undefined;
    const { doc } = await sync(room.id);
    assert.equal(doc.getText('code').toJSON(), 'text');
  });

  it('[N6] admits nobody to a room whose log has a hole', async () => {
    const room = await relay.createRoom('text');
    const doc = new Y.Doc();
    edit(doc, (text) => text.insert(0, 'never stored'));
    const update = edit(doc, (text) => text.insert(3, 'x'));
    const row = { roomId: room.id as never, sequence: 2, participant: 'p', update, createdAt: new Date() };
    await store.appendUpdates([row]);
    const client = await connectWire(relay.url, room.id);
    assert.equal((await client.closed).code, 1011);
  });

  it('writes a snapshot when the log has grown, and when a room empties', async () => {
    const room = await relay.createRoom();
    const { client, type } = await sync(room.id);
    for (let i = 0; i < 5_010; i++) type('x');
    await eventually('all', () => client.saved === 5_011);
    await eventually('a snapshot', () => store.snapshots >= 1);
    const before = store.snapshots;
    type('y');
    await eventually('one more edit', () => client.saved === 5_012);
    client.close();
    await eventually('another', () => store.snapshots === before + 1);
    await eventually('an empty relay', async () => (await relay.health()).rooms === 0);
    const stored = await store.loadRoom(room.id as never);
    assert.deepEqual([stored?.updates.length, stored?.snapshot?.text.length], [0, 5_011]);
  });

  it('[F23] keeps a room that somebody enters while its snapshot is written', async () => {
    const room = await relay.createRoom();
    const { client, type } = await sync(room.id);
    type('x');
    await eventually('it to be stored', () => client.saved === 2);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    store.snapshotGate = promise;
    client.close();
    await eventually('the snapshot', () => store.snapshots === 1);
    const [a, b] = [await sync(room.id), await sync(room.id)];
    resolve(undefined);
    store.snapshotGate = undefined;
    a.type('y');
    await b.client.heard('update');
    await eventually('it to be stored', () => a.client.saved === 2);
    assert.equal(a.client.socket.readyState, 1);
    assert.equal(await relay.codeOf(room.id), 'yx');
  });

  it('[F23] shows the complete text to who joins while the room is put away', async function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const room = await relay.createRoom();
    let expected = '';
    for (let round = 0; round < 60; round++) {
      const doc = new Y.Doc();
      const client = await syncWire(relay.url, room.id, doc);
      assert.equal(doc.getText('code').toJSON(), expected, `round ${round}`);
      client.send(updateMessage(edit(doc, (text) => text.insert(0, `${round};`))));
      await eventually('it to be stored', () => client.saved === 2);
      expected = `${round};${expected}`;
      client.close();
      for (let i = random.int(4); i > 0; i--) await new Promise((resolve) => setImmediate(resolve));
    }
  });
});

/** Resolves when the relay has read all that the client has sent: it answers in order. */
async function readUpTo(client: WireClient): Promise<void> {
  const answers = () => client.received.filter(({ kind }) => kind === 'step2').length;
  const before = answers();
  client.send(step1(new Y.Doc()));
  await eventually('an answer', () => answers() > before);
}
