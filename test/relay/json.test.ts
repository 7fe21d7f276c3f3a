import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { MAX_JSON_STRUCTS } from '../../relay/limits.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { scatteredText } from '../support/scatteredText.ts';
import { createHeldStore, type HeldStore } from './support/heldStore.ts';
import { connectJson, type JsonClient } from './support/jsonClient.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { syncWire, updateMessage } from './support/wireClient.ts';

describe('JSON over /ws', function () {
  this.timeout(60_000);
  let store: HeldStore;
  let relay: TestRelay;
  let room: string;
  const clients: (JsonClient | PlainClient)[] = [];

  beforeEach(async () => {
    store = createHeldStore();
    relay = await startTestRelay({ store, allowedOrigins: ['https://good.example'] });
    room = (await relay.createRoom('one\ntwo\n')).id;
  });

  afterEach(async () => {
    store.isHeld = false;
    for (const client of clients.splice(0)) client.close();
    await relay.relay.stop();
  });

  it('begins with init: the room, its text, oneself and who else is here', async () => {
    const ada = await json('?name=%20Ada%E2%80%AE%0A');
    const ben = await json('?name=Ben');
    const [init] = ben.all('init');
    assert.deepEqual(init, {
      room_id: room,
      room_name: 'Test',
      code: 'one\ntwo\n',
      version: init?.version,
      language: 'plaintext',
      user_count: 2,
      user_id: init?.user_id,
      name: 'Ben',
      users: [{ user_id: ada.all('init')[0]?.user_id, name: 'Ada' }],
    });
    assert.equal(ben.received[0]?.type, 'init');
  });

  it('takes the code_update of older clients as it is written, right after init', async () => {
    const old = await json();
    const other = await json();
    old.send('{"type":"code_update","data":{"code":"print(\\"Hello from WebSocket!\\")"}}');
    await other.heard('code_update', ({ code }) => code === 'print("Hello from WebSocket!")');
    assert.equal(await relay.codeOf(room), 'print("Hello from WebSocket!")');
    assert.equal(old.all('code_update').length, 0, 'no echo of one’s own');
  });

  it('makes line endings \\n, and never cuts a character in two', async () => {
    const [writer, reader] = [await json(), await yjs()];
    writer.type('one\r\n😀\rtwo\n');
    await eventually('the text', () => reader.text.toJSON() === 'one\n😀\ntwo\n');
    // 😀 and 😁 share their first half.
    writer.type('one\r\n😁\rtwo\n');
    await eventually('the next', () => reader.text.toJSON() === 'one\n😁\ntwo\n');
    assert.equal(await relay.codeOf(room), 'one\n😁\ntwo\n');
  });

  it('shows a text to others only when it is on disk', async () => {
    const [writer, reader, other] = [await json(), await json(), await yjs()];
    store.isHeld = true;
    writer.type('not yet');
    await eventually('the append', () => store.appends.length > 0);
    const late = connectJson(relay.url, room);
    await eventually('the late one to be in', async () => (await relay.health()).connections === 4);
    assert.equal(other.text.toJSON(), 'one\ntwo\n');
    assert.equal(reader.all('code_update').length, 0);
    store.isHeld = false;
    await reader.heard('code_update', ({ code }) => code === 'not yet');
    clients.push(await late);
    assert.equal((await late).code, 'not yet');
  });

  it('stores what a client sent even if it hangs up at once, while the disk is slow', async () => {
    const [first, second] = [await json(), await json()];
    store.isHeld = true;
    first.type('first one\ntwo\n');
    await eventually('the append', () => store.appends.length > 0);
    // A view is due now, so that what comes from here on waits for it.
    clients.push(
      await Promise.race([json(), new Promise<JsonClient>((resolve) => setImmediate(resolve, second))]),
    );
    await eventually('it to be in', async () => (await relay.health()).connections === 3);
    second.type('one\ntwo\nlast');
    second.socket.close();
    await second.closed;
    await eventually('two to be left', async () => (await relay.health()).connections === 2);
    store.isHeld = false;
    await eventually('both', async () => (await relay.codeOf(room)) === 'first one\ntwo\nlast');
  });

  it('gives up an edit that waited for the disk when the room is deleted in that moment, and goes on', async () => {
    const ada = await json();
    store.isHeld = true;
    ada.type('one\n');
    await eventually('the append', () => store.appends.length > 0);
    // A view is due now, so that what comes from here on waits for it.
    const visitor = new WebSocket(`${relay.url.replace('http', 'ws')}/ws/${room}`);
    await eventually('somebody to come', async () => (await relay.health()).connections === 2);
    ada.type('one\ntwo\nlast');
    ada.socket.close();
    visitor.close();
    await eventually('nobody to be left', async () => (await relay.health()).connections === 0);
    const deleteRoom = store.deleteRoom.bind(store);
    store.deleteRoom = async (id) => {
      store.isHeld = false;
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      return deleteRoom(id);
    };
    assert.equal((await relay.request('DELETE', `/rooms/${room}`)).status, 204);
    assert.equal((await relay.request('GET', `/rooms/${room}`)).status, 404);
  });

  it('sends others the latest text at intervals, not every one', async () => {
    const [reader, writer] = [await json(), await yjs()];
    const start = performance.now();
    for (let i = 0; i < 300; i++) {
      writer.text.insert(0, 'x');
      if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await reader.heard('code_update', ({ code }) => code.length === 308);
    const most = (performance.now() - start) / 50 + 2;
    assert.ok(reader.all('code_update').length <= most, `${reader.all('code_update').length} > ${most}`);
  });

  it('a client that comes back gets the text as it is, and goes on', async () => {
    const [first, other] = [await json(), await yjs()];
    first.type('one\ntwo\nthree\n');
    await eventually('it', () => other.text.toJSON().endsWith('three\n'));
    first.close();
    other.text.insert(0, 'zero\n');
    await eventually('it to be stored', async () => (await relay.codeOf(room)).startsWith('zero'));
    const again = await json();
    assert.equal(again.code, 'zero\none\ntwo\nthree\n');
    again.type(again.code + 'four\n');
    await eventually('the rest', () => other.text.toJSON() === 'zero\none\ntwo\nthree\nfour\n');
  });

  it('a caret shows in Yjs clients with its name, and stays where it is as text changes', async () => {
    const [ada, other, ben] = [await json('?name=Ada'), await yjs(), await json('?name=Ben')];
    ada.send({ type: 'cursor_position', data: { line: 1, column: 2 } });
    const caret = () => {
      for (const state of other.provider.awareness.getStates().values()) {
        const { user, cursor } = state as {
          user?: { name: string; color: string };
          cursor?: { head: unknown };
        };
        if (user?.name !== 'Ada' || !cursor) continue;
        assert.match(user.color, /^#[0-9a-f]{6}$/);
        const head = Y.createRelativePositionFromJSON(cursor.head);
        return Y.createAbsolutePositionFromRelativePosition(head, other.doc)?.index;
      }
      return undefined;
    };
    await eventually('the caret', () => caret() === 6);
    await ben.heard('cursor_position', (at) => at.name === 'Ada' && at.line === 1 && at.column === 2);
    other.text.insert(0, 'zero\n');
    assert.equal(caret(), 11);
    await ben.heard('cursor_position', (at) => at.name === 'Ada' && at.line === 2 && at.column === 2);
    // Beyond the end it is the end, of the line or of the text.
    ada.send({ type: 'cursor_position', data: { line: 0, column: 99 } });
    await ben.heard('cursor_position', (at) => at.line === 0 && at.column === 4);
    ada.send({ type: 'cursor_position', data: { line: 99, column: 99 } });
    await eventually('the end', () => caret() === 13);
    ada.close();
    await eventually('it to go', () => caret() === undefined);
  });

  it('carets and names of Yjs clients reach JSON clients, also those that come later', async () => {
    const [reader, other] = [await json(), await yjs()];
    other.provider.awareness.setLocalStateField('user', { name: 'Yves' });
    const position = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(other.text, 5)) as object;
    other.provider.awareness.setLocalStateField('cursor', { anchor: position, head: position });
    const at = await reader.heard('cursor_position');
    assert.deepEqual({ ...at, user_id: '' }, { user_id: '', name: 'Yves', line: 1, column: 1 });
    const late = await json();
    assert.deepEqual(await late.heard('cursor_position'), at);
  });

  it('tells who comes and goes, Yjs clients too, with how many are here', async () => {
    const reader = await json('?name=Ada');
    const ben = await json('?name=Ben');
    const joined = await reader.heard('user_joined', ({ name }) => name === 'Ben');
    assert.deepEqual({ ...joined, user_id: '' }, { room_id: room, user_count: 2, user_id: '', name: 'Ben' });
    const other = await yjs();
    other.provider.awareness.setLocalStateField('user', { name: 'Yves' });
    const third = await reader.heard('user_joined', ({ user_count }) => user_count === 3);
    assert.match(third.name, /Yves|Guest/);
    ben.close();
    const left = await reader.heard('user_left', ({ name }) => name === 'Ben');
    assert.equal(left.user_count, 2);
    assert.equal(left.user_id, joined.user_id);
    other.close();
    await reader.heard('user_left', ({ user_id }) => user_id === third.user_id);
    assert.equal(reader.all('user_joined').length, 2);
  });

  it('tells of a new name and language', async () => {
    const reader = await json();
    await relay.request('PATCH', `/rooms/${room}`, { name: 'New', language: 'rust' });
    assert.deepEqual(await reader.heard('room_updated', ({ language }) => language === 'rust'), {
      room_id: room,
      room_name: 'New',
      language: 'rust',
    });
  });

  it('says what is wrong with a message, goes on, and closes after a few in a row', async () => {
    const client = await json();
    const bad = ['{', '[]', '{"type":"code_update","data":{"code":5}}', '{"type":"nonsense","data":{}}'];
    for (const text of bad) client.send(text);
    await eventually('the errors', () => client.all('error').length === bad.length);
    assert.ok(client.all('error').every(({ code, message }) => code === 'bad_message' && message !== ''));
    client.type('good');
    await eventually('the text', async () => (await relay.codeOf(room)) === 'good');
    for (let i = 0; i < 5; i++) client.socket.send(Buffer.from('binary'));
    assert.equal((await client.closed).code, 4400);
  });

  it('refuses a text that is too long, and the room keeps its own', async () => {
    const client = await json();
    client.type('x'.repeat(5 * 1024 * 1024 + 1));
    await client.heard('error', ({ code }) => code === 'too_large');
    client.type('short');
    await eventually('the short one', async () => (await relay.codeOf(room)) === 'short');
  });

  it('refuses what makes the room too long together with others, and they go on', async () => {
    const [client, other] = [await json(), await yjs()];
    const half = 3 * 1024 * 1024;
    other.text.insert(0, 'y'.repeat(half));
    await eventually('the first half', () => client.code.length > half);
    const { version } = client.all('init')[0]!;
    client.send({ type: 'code_update', data: { code: `one\ntwo\n${'x'.repeat(half)}`, base: version } });
    await client.heard('error', ({ code }) => code === 'too_large' || code === 'unknown_base');
    client.type(`${client.code}!`, 'base');
    await eventually('what comes after', () => other.text.toJSON().endsWith('two\n!'));
    assert.equal((await relay.codeOf(room)).length, half + 9);
  });

  it('[H2] sends away from a room of many pieces, whose text would take the event loop seconds', async () => {
    const reader = await json();
    await reader.heard('init', () => true);
    const writer = await syncWire(relay.url, room, new Y.Doc());
    const saved = writer.saved + 1;
    writer.send(updateMessage(scatteredText(MAX_JSON_STRUCTS + 1)));
    await eventually('it to be stored', () => writer.saved >= saved);
    for (const client of [reader, await json()]) {
      const { code, reason } = await client.closed;
      assert.equal(code, 4413);
      assert.match(reason, /Use a Yjs client/);
    }
    writer.close();
  });

  it('closes with 4404 what is no room or is deleted, and 1009 what is too large', async () => {
    assert.equal((await (await json('', 'A'.repeat(22))).closed).code, 4404);
    assert.equal((await (await json('', 'nonsense')).closed).code, 4404);
    const big = await json();
    big.socket.send('"'.padEnd(8 * 1024 * 1024 + 1));
    assert.equal((await big.closed).code, 1009);
    const client = await json();
    await relay.request('DELETE', `/rooms/${room}`);
    assert.equal((await client.closed).code, 4404);
  });

  it('lets pages in by their origin, and by no other name than its own', async () => {
    const bad = await json('', room, { headers: { origin: 'https://bad.example' } });
    assert.equal(bad.socket.readyState, WebSocket.CLOSED);
    const rebound = await json('', room, { headers: { host: 'evil.example' } });
    assert.equal(rebound.socket.readyState, WebSocket.CLOSED);
    const good = await json('', room, { headers: { origin: 'https://good.example' } });
    assert.equal(good.code, 'one\ntwo\n');
  });

  async function json(query = '', id = room, options = {}): Promise<JsonClient> {
    const client = await connectJson(relay.url, id, { query, ...options });
    clients.push(client);
    return client;
  }

  async function yjs(): Promise<PlainClient> {
    const client = await joinAsPlainClient(relay.url, room);
    clients.push(client);
    return client;
  }
});
