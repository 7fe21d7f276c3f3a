import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { upgradeStatus } from './support/rawRequest.ts';
import { NO_ROOM_ID, startTestRelay, type TestRelay } from './support/testRelay.ts';
import {
  connectWire,
  edit,
  step1,
  step2,
  syncWire,
  updateMessage,
  type WireClient,
} from './support/wireClient.ts';

describe('/sync with unmodified y-websocket clients', () => {
  let relay: TestRelay;
  const clients: PlainClient[] = [];
  const join = async (room: string) => {
    const client = await joinAsPlainClient(relay.url, room);
    clients.push(client);
    return client;
  };
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await relay.relay.stop();
  });

  it('gives a newcomer the text, and everybody each edit', async () => {
    const room = await relay.createRoom('hello\r\nworld');
    const [a, b] = [await join(room.id), await join(room.id)];
    assert.equal(a.text.toJSON(), 'hello\nworld');
    a.text.insert(0, '1');
    b.text.insert(b.text.length, '2');
    await eventually('both texts', () => [a, b].every(({ text }) => text.toJSON() === '1hello\nworld2'));
    assert.equal(await relay.codeOf(room.id), '1hello\nworld2');
  });

  it('[N3] merges what was typed while offline', async () => {
    const room = await relay.createRoom('middle');
    const [a, b] = [await join(room.id), await join(room.id)];
    a.provider.disconnect();
    a.text.insert(0, 'a-');
    a.text.delete(a.text.length - 1, 1);
    b.text.insert(b.text.length, '-b');
    a.provider.connect();
    await eventually('both texts', () => [a, b].every(({ text }) => text.toJSON() === 'a-middl-b'));
  });

  it('shows presence, its changes, and that somebody left', async () => {
    const room = await relay.createRoom();
    const [a, b] = [await join(room.id), await join(room.id)];
    const seen = () => b.provider.awareness.getStates().get(a.doc.clientID);
    a.provider.awareness.setLocalState({ user: { name: 'Ada' } });
    await eventually('presence', () => (seen()?.['user'] as { name: string } | undefined)?.name === 'Ada');
    const c = await join(room.id);
    await eventually('presence of those who were here', () =>
      c.provider.awareness.getStates().has(a.doc.clientID),
    );
    a.provider.ws?.close();
    await eventually('presence after a reconnection', () => a.provider.wsconnected && seen() !== undefined);
    a.close();
    await eventually('the end of presence', () => seen() === undefined);
  });

  it('closes 4404 for a room that does not exist, which ends the client', async () => {
    for (const id of [NO_ROOM_ID, 'no-id', '']) {
      const client = await connectWire(relay.url, id);
      assert.deepEqual(await client.closed, {
        code: 4404,
        reason: 'This room does not exist. It may have been deleted.',
      });
    }
    assert.equal((await relay.health()).rooms, 0);
  });
});

describe('/sync for clients that count', () => {
  let relay: TestRelay;
  const clients: WireClient[] = [];
  const track = async (client: Promise<WireClient>) => {
    clients.push(await client);
    return client;
  };
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await relay.relay.stop();
  });

  it('says welcome first, then asks for what it lacks', async () => {
    const room = await relay.createRoom();
    const client = await track(connectWire(relay.url, room.id));
    await client.heard('step1');
    const [welcome, ask] = client.received;
    assert.ok(welcome?.kind === 'control' && welcome.message.kind === 'welcome');
    const completions = { engine: 'local', model: null, allowed: false };
    assert.equal(welcome.message.protocol, PROTOCOL_VERSION);
    assert.deepEqual(welcome.message.room, { id: room.id, name: 'Test', language: 'plaintext', completions });
    assert.equal(ask?.kind, 'step1');
  });

  it('sends no control messages to who does not ask for them', async () => {
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    const plain = await track(syncWire(relay.url, room.id, doc, ''));
    const other = await track(syncWire(relay.url, room.id, new Y.Doc()));
    plain.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'))));
    await other.heard('update');
    assert.ok(plain.received.every(({ kind }) => kind !== 'control'));
  });

  it('counts each sync message as saved, empty ones and repeated ones, too', async () => {
    const room = await relay.createRoom('abc');
    const doc = new Y.Doc();
    const client = await track(syncWire(relay.url, room.id, doc));
    await eventually('the empty step 2', () => client.saved === 1);
    const update = edit(doc, (text) => text.insert(0, 'x'));
    client.send(updateMessage(update));
    client.send(updateMessage(update));
    client.send(updateMessage(edit(doc, (text) => text.delete(0, 1))));
    await eventually('all', () => client.saved === 4);
    assert.equal(await relay.codeOf(room.id), 'abc');
  });

  it('never sends edits to who has not said what it has', async () => {
    const room = await relay.createRoom();
    const quiet = await track(connectWire(relay.url, room.id));
    await quiet.heard('step1');
    const doc = new Y.Doc();
    const writer = await track(syncWire(relay.url, room.id, doc));
    writer.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'))));
    await eventually('it to be stored', () => writer.saved === 2);
    quiet.send(step1(new Y.Doc()));
    const { update } = await quiet.heard('step2');
    const copy = new Y.Doc();
    Y.applyUpdate(copy, update);
    assert.equal(copy.getText('code').toJSON(), 'x');
    assert.ok(quiet.received.every(({ kind }) => kind !== 'update'));
  });

  it('[S15] drops what has a gap before the step 2, and counts it when the step 2 is stored', async () => {
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    const client = await track(connectWire(relay.url, room.id));
    const { stateVector } = await client.heard('step1');
    edit(doc, (text) => text.insert(0, 'first '));
    client.send(updateMessage(edit(doc, (text) => text.insert(6, 'second'))));
    client.send(step2(doc, stateVector));
    await eventually('both', () => client.saved === 2);
    assert.equal(await relay.codeOf(room.id), 'first second');
    assert.equal(client.received.filter(({ kind }) => kind === 'step1').length, 1);
  });

  it('[S15] asks again, once at a time, for what has a gap later, and says nothing is saved meanwhile', async () => {
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    const client = await track(syncWire(relay.url, room.id, doc));
    await eventually('the empty step 2', () => client.saved === 1);
    edit(doc, (text) => text.insert(0, 'lost '));
    client.send(updateMessage(edit(doc, (text) => text.insert(5, 'b')))); // 2: a gap
    client.send(updateMessage(edit(doc, (text) => text.insert(6, 'c')))); // 3: another
    const other = new Y.Doc();
    client.send(updateMessage(edit(other, (text) => text.insert(0, 'd')))); // 4: fits
    await eventually(
      'the question',
      () => client.received.filter(({ kind }) => kind === 'step1').length === 2,
    );
    await eventually('what fits', async () => (await relay.codeOf(room.id)) === 'd');
    assert.equal(client.saved, 1);
    client.send(step2(doc, client.received.findLast((message) => message.kind === 'step1')?.stateVector)); // 5
    await eventually('everything', () => client.saved === 5);
    const code = await relay.codeOf(room.id);
    assert.ok(code.includes('lost bc') && code.includes('d'), code);
    assert.equal(client.received.filter(({ kind }) => kind === 'step1').length, 2);
  });

  it('closes 4400 for a step 2 that leaves a gap', async () => {
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    edit(doc, (text) => text.insert(0, 'first'));
    const known = Y.encodeStateVector(doc);
    edit(doc, (text) => text.insert(5, 'second'));
    const client = await track(connectWire(relay.url, room.id));
    client.send(step2(doc, known));
    assert.equal((await client.closed).code, 4400);
  });

  it('stores the deletions that every reconnection repeats only once', async () => {
    const room = await relay.createRoom('abcdef');
    const doc = new Y.Doc();
    const first = await track(syncWire(relay.url, room.id, doc));
    first.send(updateMessage(edit(doc, (text) => text.delete(1, 3))));
    await eventually('the deletion', () => first.saved === 2);
    const rows = async () => (await relay.store.loadRoom(room.id as never))?.updates.length;
    const before = await rows();
    const second = await track(syncWire(relay.url, room.id, doc));
    await eventually('the step 2', () => second.saved === 1);
    assert.equal(await rows(), before);
  });

  it('tells a change of name and language', async () => {
    const room = await relay.createRoom();
    const client = await track(syncWire(relay.url, room.id, new Y.Doc()));
    await relay.request('PATCH', `/rooms/${room.id}`, { name: 'New', language: 'go' });
    const { message } = await client.heard('control', ({ message }) => message.kind === 'room');
    const completions = { engine: 'local', model: null, allowed: false };
    assert.deepEqual(message, { kind: 'room', name: 'New', language: 'go', completions });
  });

  it('closes 4404 for who comes into a room while it is deleted, and goes on', async () => {
    const room = await relay.createRoom('text');
    const { store } = relay;
    const loadRoom = store.loadRoom.bind(store);
    const { promise: gate, resolve: letGo } = Promise.withResolvers<undefined>();
    store.loadRoom = async (id) => {
      const stored = await loadRoom(id);
      await gate;
      return stored;
    };
    const client = await track(connectWire(relay.url, room.id));
    const deleted = relay.request('DELETE', `/rooms/${room.id}`);
    await eventually('the room to be gone', async () => !(await store.findRoom(room.id as RoomId)));
    letGo(undefined);
    assert.equal((await deleted).status, 204);
    assert.equal((await client.closed).code, 4404);
  });

  it('closes 4404 for those in a room that is deleted', async () => {
    const room = await relay.createRoom();
    const client = await track(syncWire(relay.url, room.id, new Y.Doc()));
    await relay.request('DELETE', `/rooms/${room.id}`);
    assert.equal((await client.closed).code, 4404);
    assert.equal((await relay.request('GET', `/rooms/${room.id}`)).status, 404);
  });

  it('[S16] [H10] lets 200 into a room and no more, and who does not come in may try again', async () => {
    const room = await relay.createRoom();
    for (let i = 0; i < 200; i++) {
      const client = await track(connectWire(relay.url, room.id));
      client.send(step1(new Y.Doc()));
      await client.heard('step2');
    }
    const late = await track(connectWire(relay.url, room.id));
    assert.equal((await late.closed).code, 1013);
  });

  it('[H10] lets people in although 200 silent sockets have taken all places', async () => {
    const room = await relay.createRoom('text');
    const silent = [];
    for (let i = 0; i < 200; i++) silent.push(await track(connectWire(relay.url, room.id)));
    for (let person = 0; person < 3; person++) {
      const doc = new Y.Doc();
      await track(syncWire(relay.url, room.id, doc));
      assert.equal(doc.getText('code').toJSON(), 'text');
      assert.equal((await silent[person]?.closed)?.code, 1013);
    }
  });

  it('[H10] lets one address have so many connections, and others come in beside it', async () => {
    const shared = await startTestRelay({ trustProxy: 1, connectionsPerAddress: 3 });
    const { id } = await shared.createRoom();
    const from = (address: string, protocol = 'sync') =>
      upgradeStatus(shared.port, `/${protocol}/${id}`, { 'X-Forwarded-For': address });
    const open = [];
    for (const address of ['203.0.113.7', '203.0.113.7:4711', '::ffff:203.0.113.7'])
      open.push(await connectWire(shared.url, id, { headers: { 'X-Forwarded-For': address } }));
    assert.equal(await from('203.0.113.7'), 429);
    assert.equal(await from('203.0.113.7', 'ws'), 429);
    assert.equal(await from('198.51.100.1, 203.0.113.7'), 429);
    assert.equal(await from('203.0.113.8'), 101);
    for (let i = 0; i < 5; i++) open.push(await connectWire(shared.url, id));
    open[0]?.close();
    await eventually('a free place', async () => (await from('203.0.113.7')) === 101);
    for (const client of open) client.close();
    await shared.relay.stop();
  });
});
