import assert from 'node:assert/strict';
import * as Y from 'yjs';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { MAX_LIST_SKIP, MAX_LIST_TEXT_BYTES } from '../../shared/limits.ts';
import { createMemoryRoomStore } from '../../relay/store/memoryRoomStore.ts';
import type { RoomStore } from '../../relay/store/roomStore.ts';
import { eventually } from '../support/eventually.ts';
import { NO_ROOM_ID, startTestRelay, type TestRelay } from './support/testRelay.ts';
import { syncWire } from './support/wireClient.ts';

describe('GET /rooms', function () {
  this.timeout(60_000);
  let relay: TestRelay;
  let calls: string[];
  let store: RoomStore;
  beforeEach(async () => {
    calls = [];
    store = createMemoryRoomStore();
    relay = await startTestRelay({ store: countingStore(store, calls) });
  });
  afterEach(() => relay.relay.stop());

  /** Follows the links to the next page; the rooms of each page. */
  const pages = async (path: string): Promise<RoomBody[][]> => {
    const found: RoomBody[][] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const response: Response = await relay.request('GET', next);
      assert.equal(response.status, 200);
      found.push((await response.json()) as RoomBody[]);
      next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    return found;
  };

  it('asks the store once, however many rooms a page has', async () => {
    for (let i = 0; i < 30; i++) await relay.createRoom(`text ${i}`);
    calls.length = 0;
    const response = await relay.request('GET', '/rooms?limit=1000');
    assert.equal(((await response.json()) as RoomBody[]).length, 30);
    assert.deepEqual(calls, ['listRooms']);
  });

  it('links to the next page, until there is none', async () => {
    const ids = [];
    for (let i = 0; i < 7; i++) ids.push((await relay.createRoom()).id);
    const found = await pages('/rooms?limit=3');
    assert.deepEqual(
      found.map((page) => page.length),
      [3, 3, 1],
    );
    assert.deepEqual(new Set(found.flat().map(({ id }) => id)), new Set(ids));
    assert.deepEqual(await pages('/rooms?skip=100'), [[]]);
  });

  it('gives pages that neither repeat nor leave out a room while others come and go', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 9; i++) {
      const room = await relay.createRoom();
      ids.unshift(room.id);
      await eventually('the next millisecond', () => Date.now() > Date.parse(room.created_at));
    }
    const seen: string[] = [];
    for (let next: string | undefined = '/rooms?limit=3'; next !== undefined;) {
      const response: Response = await relay.request('GET', next);
      seen.push(...((await response.json()) as RoomBody[]).map(({ id }) => id));
      next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
      // One that was shown goes, and one comes that belongs before everything.
      await relay.request('DELETE', `/rooms/${seen.at(-1)}`);
      await relay.createRoom();
    }
    assert.deepEqual(seen, ids);
  });

  it('[H8] leaves out no more rooms by number than it can find quickly, and takes no invented place', async () => {
    await relay.createRoom();
    for (const query of [
      `skip=${MAX_LIST_SKIP + 1}`,
      'after=x',
      'after=1.x',
      `after=99999999999999999.${NO_ROOM_ID}`,
    ])
      assert.equal((await relay.request('GET', `/rooms?${query}`)).status, 422, query);
    for (const query of [`skip=${MAX_LIST_SKIP}`, `after=0.${NO_ROOM_ID}`])
      assert.deepEqual(await pages(`/rooms?${query}`), [[]], query);
  });

  it('lists summaries: no texts, how many are in each room, and pages that go on without texts', async () => {
    const quiet = await relay.createRoom('text');
    const busy = await relay.createRoom('text');
    const clients = [
      await syncWire(relay.url, busy.id, new Y.Doc()),
      await syncWire(relay.url, busy.id, new Y.Doc()),
    ];
    await relay.request('PATCH', `/rooms/${busy.id}`, { name: 'Renamed' });
    calls.length = 0;
    const found = await pages('/rooms?limit=1&fields=summary');
    assert.deepEqual(calls, ['listRooms', 'listRooms']);
    assert.deepEqual(
      new Map(found.flat().map((room) => [room.id, room])),
      new Map(
        [
          { ...quiet, participants: 0 },
          { ...busy, name: 'Renamed', participants: 2 },
        ].map(({ code: _, owner_token: _token, ...room }) => {
          const listed = found.flat().find(({ id }) => id === room.id);
          return [room.id, { ...room, updated_at: listed?.updated_at } as unknown as RoomBody];
        }),
      ),
    );
    for (const client of clients) client.close();
  });

  it('never ends a page of summaries early, and refuses other fields', async () => {
    const long = 'x'.repeat(MAX_LIST_TEXT_BYTES / 2);
    for (let i = 0; i < 3; i++) await relay.createRoom(long);
    assert.deepEqual(
      (await pages('/rooms?fields=summary')).map((page) => page.length),
      [3],
    );
    assert.equal((await relay.request('GET', '/rooms?fields=code')).status, 422);
  });

  it('ends a page before its texts get too long together, and goes on with the next', async () => {
    const long = 'é'.repeat(MAX_LIST_TEXT_BYTES / 5);
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push((await relay.createRoom(long)).id);
    const found = await pages('/rooms?limit=1000');
    assert.deepEqual(
      found.map((page) => page.length),
      [2, 2, 1],
    );
    assert.deepEqual(new Set(found.flat().map(({ id }) => id)), new Set(ids));
    assert.ok(found.flat().every(({ code }) => code === long));
  });

  it('shows a room that is too long for a page with others alone', async () => {
    const long = '漢'.repeat(Math.ceil(MAX_LIST_TEXT_BYTES / 3));
    assert.ok(Buffer.byteLength(long) > MAX_LIST_TEXT_BYTES);
    await relay.createRoom(long);
    await relay.createRoom('short');
    await relay.createRoom(long);
    const found = await pages('/rooms');
    assert.equal(found.flat().length, 3);
    assert.ok(found.every((page) => page.length === 1 || page.every(({ code }) => code === 'short')));
  });

  it('counts the text of open rooms as it is now', async () => {
    // Without snapshots the store does not know how long the texts are.
    store.saveSnapshot = () => Promise.reject(new Error('the test says that no snapshot is written'));
    const grown = [];
    for (let i = 0; i < 2; i++) {
      const room = await relay.createRoom();
      grown.push(await syncWire(relay.url, room.id, new Y.Doc()));
      await relay.request('PATCH', `/rooms/${room.id}`, { code: 'x'.repeat(MAX_LIST_TEXT_BYTES / 2 - 10) });
    }
    await relay.createRoom('x'.repeat(100));
    const found = await pages('/rooms');
    assert.equal(found.flat().length, 3);
    assert.equal(found.length, 2);
    for (const client of grown) client.close();
  });
});

function countingStore(inner: RoomStore, calls: string[]): RoomStore {
  return new Proxy(inner, {
    get(store, name: keyof RoomStore) {
      return (...parameters: never[]) => {
        calls.push(name);
        return (store[name] as (...parameters: never[]) => unknown)(...parameters);
      };
    },
  });
}
