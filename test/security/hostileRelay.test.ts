import assert from 'node:assert/strict';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import { Journal } from '../../client/session/journal.ts';
import { parseRelayUrl } from '../../client/relay/relayUrl.ts';
import { Session } from '../../client/session/session.ts';
import { nodeSocket } from '../../extension/node/nodeSocket.ts';
import { systemClock } from '../../relay/clock.ts';
import { MAX_PRESENCE_ENTRIES, MAX_RELAY_MESSAGE_BYTES, MAX_REPLICA_UNITS } from '../../shared/limits.ts';
import { PALETTE } from '../../shared/presence/palette.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import {
  controlMessage,
  presenceMessage,
  step2,
  syncMessage,
  updateMessage,
} from '../relay/support/wireClient.ts';
import { NO_ROOM_ID } from '../relay/support/testRelay.ts';
import { craftUpdate, deleted, text, type CraftedStruct } from '../support/craftedUpdate.ts';
import { eventually } from '../support/eventually.ts';
import { startHostileRelay, type HostileRelay } from '../support/hostileRelay.ts';
import { memoryStore } from '../support/memoryStore.ts';
import { silentLog } from '../support/silentLog.ts';

const MB = 1024 * 1024;
const STEP2 = 1;

/** Seven bytes that make Yjs allocate for thirty million structs. */
const CLAIM = Uint8Array.of(1, 255, 255, 255, 14, 1, 0);

const nested = craftUpdate([
  { client: 1, clock: 0, structs: [{ content: { kind: 'raw', ref: 7, bytes: Uint8Array.of(2) } }] },
]);

const longControl = Buffer.concat([Buffer.from([100, 128, 128, 64]), Buffer.alloc(MB)]);

/** What ends a session, for no relay sends it. */
const BOMBS: readonly (readonly [title: string, send: (socket: WebSocket) => void])[] = [
  ['an update that claims thirty million structs', (socket) => socket.send(updateMessage(CLAIM))],
  ['a first state that claims them', (socket) => socket.send(syncMessage(STEP2, CLAIM))],
  ['an update with a nested type', (socket) => socket.send(updateMessage(nested))],
  [
    'a message that is larger than any state',
    (socket) => socket.send(Buffer.alloc(MAX_RELAY_MESSAGE_BYTES + 1)),
  ],
  ['a control message of a megabyte', (socket) => socket.send(longControl)],
  ['no byte at all', (socket) => socket.send(Buffer.alloc(0))],
  ['a text', (socket) => socket.send('hello')],
  ['a text that reads like a length', (socket) => socket.send('100000000')],
  ['a message that is cut short', (socket) => socket.send(Buffer.from([0, 2, 9, 1]))],
  ['a number without an end', (socket) => socket.send(Buffer.alloc(64, 255))],
  [
    'a state vector that claims millions',
    (socket) => socket.send(syncMessage(0, Uint8Array.of(255, 255, 255, 127))),
  ],
  ['a compressed frame, which nobody offered to read', (socket) => rawFrame(socket, [0xc2, 1, 0])],
  ['a frame of no known kind', (socket) => rawFrame(socket, [0x8b, 0])],
];

describe('[H12] a window that joins at a relay of somebody else', function () {
  this.timeout(60_000);
  let relay: HostileRelay;
  const opened: Session[] = [];
  beforeEach(async () => (relay = await startHostileRelay()));
  afterEach(async () => {
    for (const session of opened.splice(0)) await session.leave();
    await relay.close();
  });

  for (const [title, send] of BOMBS) {
    it(`leaves with a sentence, unharmed, when it sends ${title}`, async () => {
      relay.onSocket = (socket) => {
        for (let i = 0; i < 20; i++) send(socket);
      };
      const heapBefore = process.memoryUsage().heapUsed;
      const session = await open();
      await eventually('the end', () => session.state.kind === 'ended');
      assert.ok(session.state.kind === 'ended');
      assert.match(session.state.reason ?? '', /sent data that Tandem does not accept/);
      assert.deepEqual([session.state.refused, session.state.gone], [false, false]);
      assert.equal(session.text.length, 0);
      assert.equal(session.doc.store.pendingStructs, null);
      assert.ok(process.memoryUsage().heapUsed - heapBefore < 150 * MB);
    });
  }

  it('takes no more text than a room could have', async () => {
    relay.onSocket = (socket) => {
      const doc = new Y.Doc();
      socket.send(step2(doc));
      for (let i = 0; i < 5; i++) {
        const known = Y.encodeStateVector(doc);
        doc.getText('code').insert(0, 'x'.repeat(4 * MB));
        socket.send(updateMessage(Y.encodeStateAsUpdate(doc, known)));
      }
    };
    const session = await open();
    await eventually('the end', () => session.state.kind === 'ended');
    assert.ok(session.text.length > 0 && session.text.length <= MAX_REPLICA_UNITS);
  });

  it('shows no more people than a room has, and no names without an end', async () => {
    relay.onSocket = (socket) => {
      socket.send(step2(new Y.Doc()));
      for (let i = 0; i < 50_000; i += 250) {
        const entries = Array.from({ length: 250 }, (_, j) => ({
          ...{ id: 1_000 + i + j, clock: 1, state: { user: { name: 'x' } } },
        }));
        socket.send(presenceMessage(...entries));
      }
      socket.send(presenceMessage({ id: 7, clock: 1, state: { user: { name: 'x'.repeat(16 * MB) } } }));
      socket.send(
        controlMessage({ kind: 'room', name: `a\n\u202E${'x'.repeat(60_000)}`, language: 'y'.repeat(999) }),
      );
    };
    const session = await open();
    await eventually('the new name', () => session.room.name !== 'Test');
    assert.ok(session.participants.length <= MAX_PRESENCE_ENTRIES);
    assert.ok(session.awareness.meta.size <= 20 * MAX_PRESENCE_ENTRIES);
    assert.ok(session.participants.every(({ name }) => name.length <= 32));
    assert.ok(session.room.name.startsWith('a x') && session.room.name.length <= 200);
    assert.equal(session.room.language.length, 50);
    assert.equal(session.state.kind, 'online');
  });

  it('does not let the relay speak for it', async () => {
    relay.onSocket = (socket) => {
      socket.send(step2(new Y.Doc()));
      const id = opened.at(-1)?.doc.clientID ?? 0;
      socket.send(presenceMessage({ id, clock: 2_000_000_000, state: { user: { name: 'Mallory' } } }));
      socket.send(controlMessage({ kind: 'room', name: 'after that', language: 'go' }));
    };
    const session = await open();
    await eventually('the message after it', () => session.room.name === 'after that');
    assert.equal(session.participants.find(({ isSelf }) => isSelf)?.name, 'Anna');
  });

  it('offers no compression', async () => {
    relay.onSocket = (socket) => socket.send(step2(new Y.Doc()));
    const session = await open();
    await session.whenTextIsThere();
    assert.deepEqual(relay.offered, [undefined]);
  });

  it('comes back by itself after an edit whose forerunners were not sent', async () => {
    let connections = 0;
    const doc = new Y.Doc();
    doc.getText('code').insert(0, 'room');
    relay.onSocket = (socket) => {
      socket.send(step2(doc));
      if (++connections > 1) return;
      const other = new Y.Doc();
      other.getText('code').insert(0, 'a');
      const known = Y.encodeStateVector(other);
      other.getText('code').insert(1, 'b');
      socket.send(updateMessage(Y.encodeStateAsUpdate(other, known)));
    };
    const session = await open();
    await eventually('the second connection', () => connections === 2 && session.state.kind === 'online');
    assert.equal(session.text.toJSON(), 'room');
    assert.equal(session.doc.store.pendingStructs, null);
  });

  it('takes in the state of an honest room with more than a million scattered characters', async () => {
    const structs = Array.from({ length: 1_100_000 }, (_, i): CraftedStruct => {
      const origin = i === 0 ? undefined : ([1, i - 1] as const);
      return i % 2 === 0 ? text('x', { origin }) : { ...deleted(1), origin };
    });
    const state = craftUpdate([{ client: 1, clock: 0, structs }]);
    relay.onSocket = (socket) => socket.send(syncMessage(STEP2, state));
    const session = await open();
    await session.whenTextIsThere();
    assert.equal(session.text.length, 550_000);
  });

  async function open(): Promise<Session> {
    const parsed = parseRelayUrl(relay.url);
    const id = parseRoomId(NO_ROOM_ID);
    assert.ok('url' in parsed && id !== undefined);
    const session = await Session.open({
      room: { id, name: 'Test', language: 'plaintext', relayUrl: parsed.url },
      user: { name: 'Anna', color: PALETTE[0]! },
      journal: new Journal({
        store: memoryStore(),
        key: id,
        clock: systemClock,
        log: silentLog,
        delayMs: 200,
      }),
      socket: nodeSocket,
      clock: systemClock,
      log: silentLog,
    });
    opened.push(session);
    return session;
  }
});

/** Bytes that `ws` would not send as a frame. */
function rawFrame(socket: WebSocket, bytes: readonly number[]): void {
  (socket as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket.write(
    Uint8Array.from(bytes),
  );
}
