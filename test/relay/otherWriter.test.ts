import assert from 'node:assert/strict';
import * as Y from 'yjs';
import type { ControlMessage } from '../../shared/protocol/control.ts';
import { systemClock } from '../../relay/clock.ts';
import { openRoomStore } from '../../relay/store/openRoomStore.ts';
import type { RoomStore } from '../../relay/store/roomStore.ts';
import { StoreError } from '../../relay/store/storeError.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { enterRoom, type Person } from '../support/person.ts';
import { connectJson } from './support/jsonClient.ts';
import { createHeldStore, type HeldStore } from './support/heldStore.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { syncWire, type WireClient } from './support/wireClient.ts';

/** What a relay does when its database says that somebody else writes there, whoever that is: an operator, too. */
for (const kind of DATABASE_KINDS.filter((candidate) => candidate.isShared)) {
  describe(`somebody else writes into the relay’s database: ${kind.name}`, function () {
    this.timeout(60_000);
    let database: TestDatabase | undefined;
    let stores: RoomStore[] = [];
    let here: TestRelay;
    let there: TestRelay;
    const people: Person[] = [];

    before(async function () {
      database = await databaseOrSkip(this, kind);
    });
    after(() => database?.drop());
    beforeEach(async () => {
      // Without the lock that main.ts takes.
      stores = [await openRoomStore(database!.url), await openRoomStore(database!.url)];
      here = await startTestRelay({ store: stores[0]! });
      there = await startTestRelay({ store: stores[1]! });
    });
    afterEach(async () => {
      for (const { client } of people.splice(0)) client.close();
      await here.relay.stop();
      await there.relay.stop();
    });

    async function enter(relay: TestRelay, room: string, doc?: Person['doc']): Promise<Person> {
      const person = await enterRoom(relay.url, room, doc);
      people.push(person);
      return person;
    }

    it('[H9] a room whose log was continued elsewhere is opened anew, and everybody brings what they have', async () => {
      const { id } = await here.createRoom();
      const [anna, ben] = [await enter(here, id), await enter(there, id)];
      const reader = await enter(there, id);
      anna.type('from Anna ');
      await eventually('it to be saved', () => anna.client.saved === 2);
      ben.type('from Ben ');
      for (const { client } of [ben, reader]) assert.equal((await client.closed).code, 1012);
      assert.equal(ben.client.saved, 1);
      const again = await enter(there, id, ben.doc);
      const text = again.doc.getText('code').toJSON();
      assert.deepEqual(text.match(/from \w+/g)?.sort(), ['from Anna', 'from Ben']);
      assert.equal(await there.codeOf(id), text);
    });

    it('[H9] a room that was deleted elsewhere ends with 4404 at its next edit', async () => {
      const { id } = await here.createRoom('text');
      const [ben, reader] = [await enter(there, id), await enter(there, id)];
      const simple = await connectJson(there.url, id);
      assert.equal((await here.request('DELETE', `/rooms/${id}`)).status, 204);
      ben.type('more');
      for (const closed of [ben.client.closed, reader.client.closed, simple.closed])
        assert.equal((await closed).code, 4404);
      assert.equal((await there.request('PATCH', `/rooms/${id}`, { code: 'x' })).status, 404);
    });

    it('[H9] a change by REST is answered where the log was continued elsewhere, and taken the next time', async () => {
      const { id } = await here.createRoom('start');
      const ben = await enter(there, id);
      assert.equal((await here.request('PATCH', `/rooms/${id}`, { code: 'changed here' })).status, 200);
      const refused = await there.request('PATCH', `/rooms/${id}`, { code: 'changed there' });
      assert.equal(refused.status, 503);
      assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
      assert.equal((await ben.client.closed).code, 1012);
      assert.equal((await there.request('PATCH', `/rooms/${id}`, { code: 'changed there' })).status, 200);
      assert.equal(await there.codeOf(id), 'changed there');
    });
  });
}

describe('while nothing can be stored', function () {
  this.timeout(60_000);
  let store: HeldStore;
  let relay: TestRelay;
  const people: Person[] = [];
  const clients: WireClient[] = [];
  const hasty = {
    ...systemClock,
    after: (ms: number, task: () => void) => systemClock.after(ms / 20, task),
  };

  beforeEach(async () => {
    store = createHeldStore();
    relay = await startTestRelay({ store, clock: hasty });
  });
  afterEach(async () => {
    store.isHeld = false;
    store.fails = () => false;
    for (const { client } of people.splice(0)) client.close();
    for (const client of clients.splice(0)) client.close();
    await relay.relay.stop();
  });

  async function enter(room: string): Promise<Person> {
    const person = await enterRoom(relay.url, room);
    people.push(person);
    return person;
  }

  it('[H9] a change by REST is answered with 503 in time, and those behind it are given up', async () => {
    const { id } = await relay.createRoom('start');
    store.isHeld = true;
    const changes = ['one', 'two', 'three'].map((code) => relay.request('PATCH', `/rooms/${id}`, { code }));
    for (const response of await Promise.all(changes)) {
      assert.equal(response.status, 503);
      assert.match(response.headers.get('retry-after') ?? '', /^\d+$/);
    }
    store.isHeld = false;
    // The first had begun, and is what it said that it may be.
    await eventually('what had begun', async () => (await relay.codeOf(id)) === 'one');
    assert.equal((await relay.request('PATCH', `/rooms/${id}`, { code: 'four' })).status, 200);
    assert.equal(await relay.codeOf(id), 'four');
  });

  it('[H14] whoever comes is told, on /sync and on /ws, and hears when it is over', async () => {
    const { id } = await relay.createRoom('');
    const writer = await enter(id);
    store.fails = () => true;
    writer.type('x');
    await writer.toldNotSaved();
    const late = await syncWire(relay.url, id, new Y.Doc());
    clients.push(late);
    await late.heard('control', isNotSaved);
    const kinds = late.received.flatMap((one) => (one.kind === 'control' ? [one.message.kind] : []));
    assert.ok(kinds.indexOf('welcome') < kinds.indexOf('notice'));
    const simple = await connectJson(relay.url, id);
    await simple.heard('error', ({ code }) => code === 'not_saved');
    assert.equal((await relay.request('GET', '/health')).status, 503);
    store.fails = () => false;
    await eventually('it to be saved', () => writer.client.saved === 2);
    // The window takes its warning back when it hears what is saved.
    await eventually('news for who wrote nothing', () => isTheLastWordSaved(late));
    assert.equal((await relay.request('GET', '/health')).status, 200);
    const later = await enter(id);
    assert.ok(later.client.received.every((one) => one.kind !== 'control' || !isNotSaved(one)));
  });

  it('[H14] people hear that the database is away before they type, and when it is back', async () => {
    const { id } = await relay.createRoom('');
    const ping = () => Promise.resolve();
    const reader = await enter(id);
    store.ping = () => Promise.reject(new StoreError({ kind: 'failed', code: undefined, reason: 'away' }));
    await reader.toldNotSaved();
    const late = await enter(id);
    await late.toldNotSaved();
    assert.equal(relay.lines.filter(({ level }) => level === 'error').length, 1);
    store.ping = ping;
    await eventually('the all-clear', () => isTheLastWordSaved(reader.client));
  });

  it('[H14] /health makes a write of its own when nobody writes, and one for all who ask', async () => {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    let probes = 0;
    store.probe = () => {
      probes++;
      return promise;
    };
    const answers = Array.from({ length: 5 }, () => relay.request('GET', '/health'));
    await eventually('the write', () => probes === 1);
    reject(new StoreError({ kind: 'failed', code: 'SQLITE_READONLY', reason: 'read-only' }));
    resolve(undefined);
    for (const answer of await Promise.all(answers)) assert.equal(answer.status, 503);
    store.probe = () => {
      probes++;
      return Promise.resolve();
    };
    const before = probes;
    for (let i = 0; i < 5; i++) assert.equal((await relay.request('GET', '/health')).status, 200);
    assert.equal(probes, before + 1);
  });

  for (const [method, path, body] of [
    ['POST', '/rooms', { name: 'x', language: 'go' }],
    ['GET', '/rooms', undefined],
    ['GET', '/rooms/:id', undefined],
    ['PATCH', '/rooms/:id', { name: 'x' }],
    ['DELETE', '/rooms/:id', undefined],
    ['GET', '/rooms/:id/participants', undefined],
    ['GET', '/join/:id', undefined],
  ] as const) {
    it(`[H9] ${method} ${path} is answered with 503 and when to come again, whatever the database fails in`, async () => {
      const { id } = await relay.createRoom('');
      const fail = () =>
        Promise.reject(new StoreError({ kind: 'failed', code: 'SQLITE_BUSY', reason: 'locked at /secret' }));
      Object.assign(store, {
        createRoom: fail,
        listRooms: fail,
        loadRoom: fail,
        findRoom: fail,
        updateRoom: fail,
        deleteRoom: fail,
      });
      const response = await relay.request(method, path.replace(':id', id), body);
      assert.equal(response.status, 503);
      assert.match(response.headers.get('retry-after') ?? '', /^\d+$/);
      assert.doesNotMatch(await response.text(), /secret|SQLITE/);
    });
  }
});

function isNotSaved({ message }: { readonly message: ControlMessage }): boolean {
  return message.kind === 'notice' && message.code === 'not_saved';
}

function isTheLastWordSaved({ received }: WireClient): boolean {
  const last = received.findLast(({ kind }) => kind === 'control');
  return last?.kind === 'control' && last.message.kind === 'saved';
}
