import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as decoding from 'lib0/decoding';
import { WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { Journal } from '../../client/session/journal.ts';
import { parseRelayUrl } from '../../client/relay/relayUrl.ts';
import { Session } from '../../client/session/session.ts';
import { systemClock } from '../../relay/clock.ts';
import { PALETTE } from '../../shared/presence/palette.ts';
import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { eventually } from '../support/eventually.ts';
import { jsonFramesOf010, syncFramesOf010 } from '../support/fixtures010.ts';
import { memoryStore } from '../support/memoryStore.ts';
import { silentLog } from '../support/silentLog.ts';
import { connectJson } from './support/jsonClient.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { connectWire, type WireClient } from './support/wireClient.ts';

describe('what 0.1.0 said and heard', function () {
  this.timeout(60_000);
  let relay: TestRelay;

  beforeEach(async () => {
    relay = await startTestRelay();
  });
  afterEach(() => relay.relay.stop());

  it('today’s relay takes every frame of 0.1.0’s windows, and tells them no less than 0.1.0’s did', async () => {
    const { room, text, frames } = syncFramesOf010();
    const { id } = await relay.createRoom();
    const clients = new Map<string, WireClient>();
    const counts = new Map<string, number>();
    for (const { who, opened, said } of frames) {
      if (opened !== undefined)
        clients.set(who, await connectWire(relay.url, id, { query: opened.replace(/^[^?]*/, '') }));
      const client = clients.get(who)!;
      if (said === undefined || client.socket.readyState !== WebSocket.OPEN) continue;
      const frame = Buffer.from(said, 'base64');
      client.send(frame);
      if (frame[0] !== MessageType.sync || frame[1] === SyncType.step1) continue;
      // The next one's edit may build on this one.
      counts.set(who, (counts.get(who) ?? 0) + 1);
      await eventually('the acknowledgement', () => client.saved === counts.get(who));
    }
    assert.equal(await relay.codeOf(id), text);

    const doc = new Y.Doc();
    for (const message of clients.get('Carla')!.received)
      if (message.kind === 'step2' || message.kind === 'update') Y.applyUpdate(doc, message.update);
    assert.equal(doc.getText('code').toJSON(), text);
    await relay.request('PATCH', `/rooms/${id}`, { name: 'Renamed', language: 'markdown' });
    await clients.get('Carla')!.heard('control', ({ message }) => message.kind === 'room');

    const recorded = frames.flatMap(({ who, heard }) =>
      who === 'Carla' && heard !== undefined ? (controlOf(heard)?.replaceAll(room.id, id) ?? []) : [],
    );
    const heard = clients
      .get('Carla')!
      .received.flatMap((message) => (message.kind === 'control' ? [message.message] : []));
    assert.ok(recorded.length >= 3);
    for (const json of recorded) {
      const then = JSON.parse(json) as { kind: string };
      const now = heard.find(({ kind }) => kind === then.kind);
      assert.ok(now !== undefined, `nothing of the kind ${then.kind}`);
      assertHasFieldsOf(then, now);
    }
    for (const client of clients.values()) client.close();
  });

  it('today’s window understands every frame of 0.1.0’s relay', async () => {
    const { room, text, frames } = syncFramesOf010();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    server.on('connection', (socket) => {
      for (const { who, heard } of frames)
        if (who === 'Carla' && heard !== undefined) socket.send(Buffer.from(heard, 'base64'));
    });
    const relayUrl = parseRelayUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const id = parseRoomId(room.id);
    assert.ok('url' in relayUrl && id !== undefined);
    const warnings: string[] = [];
    const warn = (message: string): void => void warnings.push(message);
    const session = await Session.open({
      room: { id, name: 'Unknown', language: 'plaintext', relayUrl: relayUrl.url },
      user: { name: 'Carla', color: PALETTE[2]! },
      journal: new Journal({
        ...{ store: memoryStore(), key: id, clock: systemClock, log: silentLog, delayMs: 0 },
      }),
      socket: WebSocket as unknown as typeof globalThis.WebSocket,
      clock: systemClock,
      log: { info: warn, warn, error: warn },
    });
    try {
      await eventually('the text', () => session.text.toString() === text);
      await eventually('the name', () => session.room.name === 'Renamed');
      await eventually('Ben to be gone', () => session.participants.length === 2);
      assert.deepEqual(
        session.participants.map(({ name }) => name).sort((a, b) => a.localeCompare(b)),
        ['Anna', 'Carla'],
      );
      assert.equal(session.room.language, 'markdown');
      assert.equal(session.state.kind, 'online');
      assert.deepEqual(warnings, []);
    } finally {
      await session.leave();
      for (const socket of server.clients) socket.terminate();
      server.close();
    }
  });

  it('today’s relay answers a script on /ws as 0.1.0’s did', async () => {
    const { text, frames } = jsonFramesOf010();
    const created = await relay.request('POST', '/rooms', { name: 'Script', language: 'python' });
    const { id } = (await created.json()) as { id: string };
    const client = await connectJson(relay.url, id, { query: '?name=Ada' });
    for (const { said } of frames) if (said !== undefined) client.send(said);
    await client.heard('error');
    await relay.request('PATCH', `/rooms/${id}`, { name: 'Renamed', code: text });
    const other = await connectJson(relay.url, id, { query: '?name=Ben' });
    await client.heard('user_joined');
    other.close();
    await client.heard('user_left');
    for (const { heard } of frames) {
      if (heard === undefined) continue;
      const same = await eventually(heard.type, () =>
        client.received.find(({ type }) => type === heard.type),
      );
      assertHasFieldsOf(heard, same);
    }
    assert.equal(client.code, text);
    client.close();
  });
});

/** The JSON of a control message; undefined for any other frame. */
function controlOf(base64: string): string | undefined {
  const decoder = decoding.createDecoder(Buffer.from(base64, 'base64'));
  return decoding.readVarUint(decoder) === MessageType.control ? decoding.readVarString(decoder) : undefined;
}

/** Fails unless `now` has every field of `then`, of the same type; more is fine. */
function assertHasFieldsOf(then: unknown, now: unknown, path = ''): void {
  assert.equal(typeof now, typeof then, path);
  if (then === null || typeof then !== 'object' || Array.isArray(then)) return;
  for (const [key, field] of Object.entries(then))
    assertHasFieldsOf(field, (now as Record<string, unknown>)[key], `${path}.${key}`);
}
