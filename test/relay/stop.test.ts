import assert from 'node:assert/strict';
import { getActiveResourcesInfo } from 'node:process';
import * as Y from 'yjs';
import { type Clock, systemClock } from '../../relay/clock.ts';
import type { Problem } from '../../shared/api/problem.ts';
import { eventually } from '../support/eventually.ts';
import { createHeldStore } from './support/heldStore.ts';
import { startTestRelay } from './support/testRelay.ts';
import { connectWire, edit, presenceMessage, syncWire, updateMessage } from './support/wireClient.ts';

describe('[N8] a graceful stop', function () {
  this.timeout(30_000);

  it('stores what came in, writes snapshots, says goodbye with 1012 and leaves nothing running', async () => {
    // Of other tests of this process, whose servers may close later.
    const before = sockets();
    const store = createHeldStore();
    const clock = new CountingClock();
    const relay = await startTestRelay({ store, clock });
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    client.send(presenceMessage({ id: 1, clock: 1, state: {} }));
    store.isHeld = true;
    client.send(updateMessage(edit(doc, (text) => text.insert(0, 'last words'))));
    await eventually('the append', () => store.appends.length === 1);
    const stopped = relay.relay.stop();
    await client.heard('control', ({ message }) => message.kind === 'notice' && message.code === 'stopping');
    store.isHeld = false;
    assert.equal((await client.closed).code, 1012);
    assert.equal(await stopped, 'stored');
    assert.equal(client.saved, 2);
    assert.ok(store.isClosed);
    assert.equal(store.snapshots, 1);
    assert.equal(relay.relay.address, undefined);
    assert.equal(clock.timers, 0);
    await eventually('the last socket to close', () => sockets() <= before);
  });

  it('lets nobody in meanwhile', async () => {
    const store = createHeldStore();
    const relay = await startTestRelay({ store });
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    store.isHeld = true;
    client.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'))));
    await eventually('the append', () => store.appends.length === 1);
    const stopped = relay.relay.stop();
    await assert.rejects(connectWire(relay.url, room.id), { code: 'ECONNREFUSED' });
    store.isHeld = false;
    await stopped;
    client.close();
  });

  it('ends in time although the database does not answer, and says what is missing', async () => {
    const store = createHeldStore();
    const relay = await startTestRelay({ store });
    const room = await relay.createRoom();
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    store.isHeld = true;
    client.send(updateMessage(edit(doc, (text) => text.insert(0, 'x'))));
    await eventually('the append', () => store.appends.length === 1);
    const start = performance.now();
    assert.equal(await relay.relay.stop(), 'incomplete');
    assert.ok(performance.now() - start < 10_000);
    assert.equal((await client.closed).code, 1012);
    assert.ok(relay.lines.some(({ level }) => level === 'error'));
    store.isHeld = false;
  });

  it('answers 503 to a change of a text that it could not store: the room is still there', async () => {
    const store = createHeldStore();
    const hasty = {
      ...systemClock,
      after: (ms: number, task: () => void) => systemClock.after(ms / 20, task),
    };
    const relay = await startTestRelay({ store, clock: hasty });
    const room = await relay.createRoom();
    // Its goodbye takes a moment, in which requests are answered.
    const client = await syncWire(relay.url, room.id, new Y.Doc());
    store.isHeld = true;
    const changes = ['first', 'second'].map((code) => relay.request('PATCH', `/rooms/${room.id}`, { code }));
    await eventually('the append', () => store.appends.length === 1);
    assert.equal(await relay.relay.stop(), 'incomplete');
    for (const response of await Promise.all(changes)) {
      const { detail } = (await response.json()) as Problem;
      assert.deepEqual([response.status, detail], [503, 'The relay is restarting; try again in a moment.']);
    }
    client.close();
    store.isHeld = false;
  });

  it('cuts off who does not answer the goodbye', async () => {
    const relay = await startTestRelay();
    const room = await relay.createRoom();
    const client = await syncWire(relay.url, room.id, new Y.Doc());
    client.socket.pause();
    assert.equal(await relay.relay.stop(), 'stored');
    client.close();
  });

  it('may be asked for twice', async () => {
    const relay = await startTestRelay();
    assert.deepEqual(await Promise.all([relay.relay.stop(), relay.relay.stop()]), ['stored', 'stored']);
  });

  it('leaves a client that is just joining to its next attempt', async () => {
    const store = createHeldStore();
    const relay = await startTestRelay({ store });
    const room = await relay.createRoom();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    store.loadRoom = () => promise;
    const client = await connectWire(relay.url, room.id);
    const stopped = relay.relay.stop();
    assert.equal((await client.closed).code, 1012);
    resolve(undefined);
    assert.equal(await stopped, 'stored');
  });
});

function sockets(): number {
  return getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
}

/** The system's clock, which knows how many of its timers have neither run nor been cancelled. */
class CountingClock implements Clock {
  readonly #open = new Set<object>();

  now(): number {
    return systemClock.now();
  }

  steady(): number {
    return systemClock.steady();
  }

  soon(task: () => void): void {
    systemClock.soon(task);
  }

  get timers(): number {
    return this.#open.size;
  }

  after(ms: number, task: () => void): () => void {
    const timer = {};
    this.#open.add(timer);
    const cancel = systemClock.after(ms, () => {
      this.#open.delete(timer);
      task();
    });
    return () => {
      this.#open.delete(timer);
      cancel();
    };
  }
}
