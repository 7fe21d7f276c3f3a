import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import * as Y from 'yjs';
import { type Clock, systemClock } from '../../relay/clock.ts';
import { HEALTH_TIMEOUT_MS } from '../../relay/limits.ts';
import type { Problem } from '../../shared/api/problem.ts';
import type { CreatedRoomBody, RoomBody } from '../../shared/api/rooms.ts';
import { eventually } from '../support/eventually.ts';
import { createHeldStore, type HeldStore } from './support/heldStore.ts';
import { NO_ROOM_ID, startTestRelay, type TestRelay } from './support/testRelay.ts';
import { edit, syncWire, updateMessage } from './support/wireClient.ts';

describe('REST', function () {
  this.timeout(30_000);
  let store: HeldStore;
  let relay: TestRelay;
  beforeEach(async () => {
    store = createHeldStore();
    relay = await startTestRelay({ store });
  });
  afterEach(() => relay.relay.stop());
  const bodyOf = async (response: Response) => (await response.json()) as RoomBody;

  it('creates a room, shows it, changes it, lists it and deletes it', async () => {
    const created = await relay.request('POST', '/rooms', {
      name: ' Ada ',
      language: 'python',
      code: 'a\r\nb\rc',
    });
    assert.equal(created.status, 201);
    const { owner_token: token, ...room } = (await created.json()) as CreatedRoomBody;
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(created.headers.get('location'), `/rooms/${room.id}`);
    assert.match(room.id, /^[\w-]{22}$/);
    assert.deepEqual([room.name, room.language, room.code], ['Ada', 'python', 'a\nb\nc']);
    assert.deepEqual(await bodyOf(await relay.request('GET', `/rooms/${room.id}`)), room);

    const changed = await relay.request('PATCH', `/rooms/${room.id}`, {
      name: 'Bob',
      language: 'go',
      code: 'x',
    });
    assert.equal(changed.status, 200);
    const after = await bodyOf(changed);
    assert.deepEqual([after.name, after.language, after.code], ['Bob', 'go', 'x']);
    assert.equal(after.created_at, room.created_at);
    assert.ok(after.updated_at >= room.updated_at);

    const list = await relay.request('GET', '/rooms');
    assert.equal(list.headers.get('x-total-count'), '1');
    assert.deepEqual(
      ((await list.json()) as RoomBody[]).map(({ code }) => code),
      ['x'],
    );

    const deleted = await relay.request('DELETE', `/rooms/${room.id}`);
    assert.deepEqual([deleted.status, await deleted.text()], [204, '']);
    assert.equal((await relay.request('DELETE', `/rooms/${room.id}`)).status, 404);
  });

  it('begins a room without code with a comment in its language', async () => {
    const first = async (language: string) =>
      (await bodyOf(await relay.request('POST', '/rooms', { name: 'x', language }))).code;
    assert.equal(await first('python'), '# Start coding here...\n');
    assert.equal(await first('javascript'), '// Start coding here...\n');
    assert.equal(await first('html'), '<!-- Start coding here... -->\n');
    assert.equal(await first('Klingon'), 'Start coding here...\n');
    assert.equal(await first('__proto__'), 'Start coding here...\n');
  });

  it('answers with the name and the language that it keeps: without half surrogate pairs', async () => {
    const halves = { name: 'a\ud800', language: '\udc00b' };
    const response = await relay.request('POST', '/rooms', halves);
    const { id, name, language } = (await response.json()) as RoomBody;
    assert.deepEqual([name, language], ['a\ufffd', '\ufffdb']);
    const read = (await (await relay.request('GET', `/rooms/${id}`)).json()) as RoomBody;
    assert.deepEqual([read.name, read.language], [name, language]);
  });

  it('keeps an empty code empty', async () => {
    assert.equal((await relay.createRoom('')).code, '');
  });

  it('lists newest first, page by page, with the live text', async () => {
    const rooms: RoomBody[] = [];
    for (let i = 0; i < 5; i++) {
      const room = await relay.createRoom(`text ${i}`);
      rooms.push(room);
      // Of two that were created within one millisecond neither is the newer one.
      await eventually('the next millisecond', () => Date.now() > Date.parse(room.created_at));
    }
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, rooms[3]!.id, doc);
    client.send(updateMessage(edit(doc, (text) => text.insert(0, 'live '))));
    await eventually('it to be stored', () => client.saved === 2);
    const page = await relay.request('GET', '/rooms?skip=1&limit=2');
    assert.equal(page.headers.get('x-total-count'), '5');
    const codes = ((await page.json()) as RoomBody[]).map(({ code }) => code);
    assert.deepEqual(codes, ['live text 3', 'text 2']);
    client.close();
  });

  it('shows the text of a room that a crash left without a snapshot', async () => {
    const room = await relay.createRoom('text');
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await store.loadRoom(room.id as never))!.snapshot!.state);
    const update = edit(doc, (text) => text.insert(4, '!'));
    await store.appendUpdates([
      { roomId: room.id as never, sequence: 2, participant: 'p', update, createdAt: new Date() },
    ]);
    assert.equal(await relay.codeOf(room.id), 'text!');
    const [listed] = (await (await relay.request('GET', '/rooms')).json()) as RoomBody[];
    assert.equal(listed?.code, 'text!');
  });

  it('changes the text of an open room by a small edit, which merges with what others type', async () => {
    const room = await relay.createRoom('one\ntwo\nthree\n');
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    await relay.request('PATCH', `/rooms/${room.id}`, { code: 'one\n2\nthree\n' });
    const { update } = await client.heard('update');
    assert.ok(update.length < 60, `${update.length} bytes`);
    Y.applyUpdate(doc, update, 'relay');
    assert.equal(doc.getText('code').toJSON(), 'one\n2\nthree\n');
    client.close();
  });

  it('[N1] answers a change of the text when it is on disk, and mixes no two of them', async () => {
    const room = await relay.createRoom('start');
    store.isHeld = true;
    const answered: string[] = [];
    const changes = ['first', 'second', 'third'].map((code) =>
      relay.request('PATCH', `/rooms/${room.id}`, { code }).then(() => answered.push(code)),
    );
    await eventually('the append', () => store.appends.length === 1);
    assert.equal(await relay.codeOf(room.id), 'start');
    assert.deepEqual(answered, []);
    store.isHeld = false;
    await Promise.all(changes);
    assert.ok(['first', 'second', 'third'].includes(await relay.codeOf(room.id)));
  });

  it('[S16] takes another text of half the limit and more in the place of one: the room is not longer after it', async () => {
    const room = await relay.createRoom('x'.repeat(3_000_000));
    const code = 'y'.repeat(3_000_000);
    assert.equal((await relay.request('PATCH', `/rooms/${room.id}`, { code })).status, 200);
    assert.equal(await relay.codeOf(room.id), code);
  });

  it('answers a change with nothing new at once', async () => {
    const room = await relay.createRoom('same');
    assert.equal((await relay.request('PATCH', `/rooms/${room.id}`, { code: 'same' })).status, 200);
    assert.equal(store.appends.length, 0);
  });

  it('says so when the text is stored and the name is not', async () => {
    const room = await relay.createRoom('before');
    const updateRoom = store.updateRoom.bind(store);
    store.updateRoom = () => Promise.reject(new Error('canary'));
    const response = await relay.request('PATCH', `/rooms/${room.id}`, { code: 'after', name: 'New' });
    const text = await response.text();
    assert.equal(response.status, 503);
    assert.match((JSON.parse(text) as Problem).detail, /text was changed, but name and language were not/);
    assert.ok(!text.includes('canary'));
    // A name alone fails as a whole.
    assert.equal((await relay.request('PATCH', `/rooms/${room.id}`, { name: 'New' })).status, 500);
    store.updateRoom = updateRoom;
    const after = await bodyOf(await relay.request('GET', `/rooms/${room.id}`));
    assert.deepEqual([after.code, after.name], ['after', room.name]);
  });

  it('answers who offers to go on in HTTP/2 as if they had not, with a body as well', async () => {
    const offer = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
    const body = JSON.stringify({ name: 'Test', language: 'c' });
    for (const [method, path, text, status] of [
      ['GET', '/rooms', undefined, 200],
      ['POST', '/rooms', body, 201],
    ] as const) {
      const headers = { ...offer, ...(text !== undefined && { 'content-type': 'application/json' }) };
      const asked = http.request(`${relay.url}${path}`, { method, headers }).end(text);
      const [response] = (await once(asked, 'response')) as [http.IncomingMessage];
      assert.equal(response.statusCode, status);
      asked.destroy();
    }
  });

  it('says whether the database answers', async () => {
    assert.equal((await relay.request('GET', '/health')).status, 200);
    store.ping = () => Promise.reject(new Error('away'));
    const response = await relay.request('GET', '/health');
    assert.equal(response.status, 503);
    assert.equal(((await response.json()) as { status: string }).status, 'unavailable');
  });

  it('says after a while that a database which never answers is away', async () => {
    let isTimeUp = false;
    const impatient: Clock = {
      ...systemClock,
      after: (ms, task) => systemClock.after(ms === HEALTH_TIMEOUT_MS && isTimeUp ? 0 : ms, task),
    };
    const other = await startTestRelay({ store, clock: impatient });
    store.ping = () => new Promise(() => undefined);
    isTimeUp = true;
    assert.equal((await other.request('GET', '/health')).status, 503);
    await other.relay.stop();
  });

  it('describes exactly the routes that it has', async () => {
    const api = (await (await relay.request('GET', '/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
    };
    assert.equal(api.openapi, '3.1.0');
    for (const [path, operations] of Object.entries(api.paths)) {
      const allowed = (await relay.request('OPTIONS', path.replace('{id}', NO_ROOM_ID))).headers.get('allow');
      const methods = Object.keys(operations).filter((name) => name !== 'parameters');
      const served = (allowed ?? '')
        .toLowerCase()
        .split(', ')
        .filter((name) => name !== 'head');
      assert.deepEqual(served.sort(), methods.sort(), path);
    }
    const references = [...JSON.stringify(api).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    const { components } = api as unknown as { components: { schemas: Record<string, unknown> } };
    for (const name of references) assert.ok(name !== undefined && name in components.schemas, name);
  });

  it('[S26] serves its docs from here alone, under a policy, and everything as what it is', async () => {
    const page = await relay.request('GET', '/docs');
    const html = await page.text();
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/);
    assert.ok(!/https?:\/\//.test(html));
    for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const response = await relay.request('GET', new URL(path!, `${relay.url}/docs`).pathname);
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      await response.arrayBuffer();
    }
  });

  it('[S1] never lets pages of other origins read its answers', async () => {
    for (const [method, path] of [
      ['GET', '/rooms'],
      ['OPTIONS', '/rooms'],
      ['GET', '/nope'],
    ] as const) {
      const { headers } = await relay.request(method, path, undefined, { origin: 'https://evil.example' });
      assert.deepEqual(
        [...headers.keys()].filter((name) => name.startsWith('access-control')),
        [],
      );
    }
  });
});
