import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { garbage } from './support/garbage.ts';
import { craftUpdate, text } from '../support/craftedUpdate.ts';
import { eventually } from '../support/eventually.ts';
import { seededRandom, seedFor } from '../support/seed.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import {
  connectWire,
  edit,
  presenceMessage,
  rawPresenceMessage,
  syncMessage,
  syncWire,
  updateMessage,
} from './support/wireClient.ts';

describe('messages that no honest client sends', function () {
  this.timeout(60_000);
  let relay: TestRelay;
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(() => relay.relay.stop());

  const mapUpdate = () => {
    const doc = new Y.Doc();
    doc.getMap('code').set('__proto__', { isAdmin: true });
    return Y.encodeStateAsUpdate(doc);
  };
  const deep = '['.repeat(3_000) + ']'.repeat(3_000);
  const cases: [string, Uint8Array | number[]][] = [
    ['an empty message', []],
    ['an unknown type', [7]],
    ['a control message that is no JSON', [100, 2, 0x7b, 0x7b]],
    ['a control message that is too long', [100, 200, 16, ...Array.from({ length: 2_120 }, () => 0x20)]],
    ['an auth message', [2, 0, 0]],
    ['a query with something behind it', [3, 0]],
    ['an unknown sync message', [0, 9, 0]],
    ['a sync message without its payload', [0, 2]],
    ['a length that is too long', [0, 2, 200, 1, 1, 1]],
    ['bytes behind the payload', [0, 2, 2, 0, 0, 0]],
    ['a length without end', [0, 2, ...Array.from({ length: 30 }, () => 255)]],
    ['a broken state vector', [0, 0, 3, 200, 200, 1]],
    ['a huge state vector', [0, 0, 5, 255, 255, 255, 255, 15]],
    [
      '[S10] an update that claims 30 million structs',
      syncMessage(2, Uint8Array.of(1, 128, 135, 167, 14, 1, 0)),
    ],
    ['[S10] a broken step 2', syncMessage(1, Uint8Array.of(1, 1, 1, 0, 99))],
    ['[S13] a map with a dangerous key', syncMessage(2, mapUpdate())],
    ['[S12] presence that is nested too deeply', rawPresenceMessage({ id: 1, clock: 0, json: deep })],
    [
      '[S17] presence that is too large',
      presenceMessage({ id: 1, clock: 0, state: { a: 'x'.repeat(9_000) } }),
    ],
    ['presence that is cut short', [1, 4, 1, 1, 1, 9]],
  ];
  for (const [title, bytes] of cases) {
    it(`closes 4400 for ${title}, and nobody else notices`, async () => {
      const room = await relay.createRoom('text');
      const doc = new Y.Doc();
      const [bad, good, other] = [
        await syncWire(relay.url, room.id, new Y.Doc()),
        await syncWire(relay.url, room.id, doc),
        await syncWire(relay.url, room.id, new Y.Doc()),
      ];
      bad.send(bytes);
      const { code, reason } = await bad.closed;
      assert.equal(code, 4400);
      assert.ok(reason.length > 5, reason);
      good.send(updateMessage(edit(doc, (text) => text.insert(0, 'still '))));
      await other.heard('update');
      assert.equal(await relay.codeOf(room.id), 'still text');
      good.close();
      other.close();
    });
  }

  it('closes 4400 for text messages', async () => {
    const room = await relay.createRoom();
    const client = await connectWire(relay.url, room.id);
    client.socket.send('{"type":"code_update"}');
    assert.equal((await client.closed).code, 4400);
  });

  it('[S9] closes 1009 for a message beyond the limit', async () => {
    const room = await relay.createRoom();
    const client = await connectWire(relay.url, room.id);
    client.send(new Uint8Array(8 * 1024 * 1024 + 1));
    assert.equal((await client.closed).code, 1009);
  });

  it('[S9] closes a message in too many fragments', async () => {
    const room = await relay.createRoom();
    const client = await connectWire(relay.url, room.id);
    for (let i = 0; i < 100; i++) client.socket.send(Uint8Array.of(0), { fin: false });
    const { code } = await client.closed;
    assert.ok(code === 1008 || code === 1006, String(code));
  });

  it('[S18] answers an offer of compression without it', async () => {
    const room = await relay.createRoom();
    const client = await connectWire(relay.url, room.id, { perMessageDeflate: true });
    assert.equal(client.socket.extensions, '');
    client.close();
  });

  it('[S16] closes 4413 when a text would grow beyond its limit, and keeps the room usable', async () => {
    const room = await relay.createRoom('x'.repeat(5 * 1024 * 1024 - 10));
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    client.send(updateMessage(edit(doc, (text) => text.insert(0, 'y'.repeat(11)))));
    assert.equal((await client.closed).code, 4413);
    const fresh = new Y.Doc();
    const next = await syncWire(relay.url, room.id, fresh);
    next.send(updateMessage(edit(fresh, (text) => text.delete(0, 100))));
    await eventually('the deletion', () => next.saved === 2);
    next.send(updateMessage(edit(fresh, (text) => text.insert(0, 'z'.repeat(50)))));
    await eventually('both', () => next.saved === 3);
    next.close();
  });

  it('[S16] takes into a full room what an edit itself makes room for, counted once', async () => {
    const room = await relay.createRoom('x'.repeat(5 * 1024 * 1024));
    const doc = new Y.Doc();
    const client = await syncWire(relay.url, room.id, doc);
    const [author = 0] = Y.decodeStateVector(Y.encodeStateVector(doc)).keys();
    const replacement = (writer: number, units: number, ranges: [number, number][]) =>
      craftUpdate(
        [{ client: writer, clock: 0, structs: [text('y'.repeat(units), { right: [author, 0] })] }],
        [{ client: author, ranges }],
      );
    client.send(updateMessage(replacement(1, 10, [[0, 10]])));
    await eventually('it to be stored', () => client.saved === 2);
    // Half of these are deleted already, and it says so twice.
    const ranges: [number, number][] = [5, 0, 0].map((from) => [from, 20 - from]);
    client.send(updateMessage(replacement(2, 20, ranges)));
    assert.equal((await client.closed).code, 4413);
    assert.equal((await relay.codeOf(room.id)).length, 5 * 1024 * 1024);
  });

  it('[S10] survives garbage on 1,000 connections while others go on editing', async function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const room = await relay.createRoom('text');
    const doc = new Y.Doc();
    const [good, other] = [
      await syncWire(relay.url, room.id, doc),
      await syncWire(relay.url, room.id, new Y.Doc()),
    ];
    let connections = 0;
    const flood = async () => {
      while (connections++ < 1_000) {
        const bad = await connectWire(relay.url, room.id);
        for (let i = 0; i < 20; i++) bad.send(garbage(random));
        bad.send([7]);
        assert.equal((await bad.closed).code, 4400);
      }
    };
    await Promise.all(Array.from({ length: 10 }, flood));
    good.send(updateMessage(edit(doc, (text) => text.insert(0, 'still '))));
    await other.heard('update');
    assert.equal(await relay.codeOf(room.id), 'still text');
    good.close();
    other.close();
  });
});
