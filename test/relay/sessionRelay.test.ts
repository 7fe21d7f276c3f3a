import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { systemClock } from '../../relay/clock.ts';
import { createMemoryRoomStore } from '../../relay/store/memoryRoomStore.ts';
import type { RoomStore } from '../../relay/store/roomStore.ts';
import { identifyRelay } from '../../client/relay/identifyRelay.ts';
import { KnownRelays, type Meeting } from '../../client/relay/knownRelays.ts';
import { Journals } from '../../client/session/journals.ts';
import { parseRelayUrl, type RelayUrl } from '../../client/relay/relayUrl.ts';
import { Session } from '../../client/session/session.ts';
import { WindowLeases } from '../../client/windows/windowLeases.ts';
import { OwnerTokens } from '../../extension/rooms/ownerTokens.ts';
import { PALETTE } from '../../shared/presence/palette.ts';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import { eventually } from '../support/eventually.ts';
import { memoryStore } from '../support/memoryStore.ts';
import { silentLog } from '../support/silentLog.ts';
import { type Forgery, type FrontRelay, startFrontRelay } from './support/frontRelay.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

const UNSENT = ' typed offline';
const TOKEN = 'the key of an owner, 43 characters long, say';

/** What a relay that passes for another one may say of itself, made from what that one says. */
const FORGERIES: Record<string, Forgery> = {
  'that passes everything on': (relay) => relay,
  'that says nothing of itself, as in 0.1.0': () => undefined,
  'that gives out another one’s id without a signature': (relay) => ({
    ...identity(relay),
    signature: undefined,
  }),
  'that makes up a signature': (relay) => ({ ...identity(relay), signature: 'A'.repeat(86) }),
  'that says what is no identity': () => ({ id: 7, public_key: null }),
};

describe('[U3] whose the unsent text is', function () {
  this.timeout(60_000);
  let store: RoomStore;
  let relay: TestRelay;
  let roomId: RoomId;
  let fronts: FrontRelay[];
  let sessions: Session[];
  let person: ReturnType<typeof newPerson>;

  beforeEach(async () => {
    store = lastingStore();
    relay = await startTestRelay({ store });
    roomId = parseRoomId((await relay.createRoom('room')).id)!;
    [fronts, sessions, person] = [[], [], newPerson()];
  });
  afterEach(async () => {
    for (const session of sessions) await session.leave();
    for (const front of fronts) await front.close();
    await relay.relay.stop();
  });

  /** Another start of the relay: the same database, at another port or at the one that is given. */
  async function restart(port?: number): Promise<void> {
    await relay.relay.stop();
    relay = await startTestRelay({ store, ...(port !== undefined && { port }) });
  }

  async function front(forge: Forgery, port?: number): Promise<FrontRelay> {
    const started = await startFrontRelay(relay.url, { forge, ...(port !== undefined && { port }) });
    fronts.push(started);
    return started;
  }

  async function open(relayUrl: RelayUrl): Promise<Session> {
    const session = await Session.open({
      room: { id: roomId, name: 'Test', language: 'plaintext', relayUrl },
      user: { name: 'Anna Unmistakable', color: PALETTE[0]! },
      journal: await person.journals.open(roomId, person.known.keysOf(relayUrl)),
      socket: WebSocket as unknown as typeof globalThis.WebSocket,
      trust: person.trust,
      clock: systemClock,
      log: silentLog,
    });
    sessions.push(session);
    return session;
  }

  /** In a room, with text that the relay has not got, which is stopped. */
  async function typeOffline(): Promise<{ session: Session; old: RelayUrl; port: number }> {
    const [old, { port }] = [urlOf(relay.port), relay];
    await person.meet(old);
    await person.ownerTokens.keep({ relayUrl: old, roomId }, TOKEN);
    const session = await open(old);
    await session.whenTextIsThere();
    await session.whenSaved();
    await relay.relay.stop();
    await eventually('to be offline', () => session.state.kind === 'offline');
    session.text.insert(session.text.length, UNSENT);
    await session.flush();
    return { session, old, port };
  }

  it('an open session goes on at the relay’s new address, with its text, also when the old one is dead', async () => {
    const { session } = await typeOffline();
    await restart();
    const address = urlOf(relay.port);
    assert.equal((await person.meet(address)).kind, 'elsewhere');
    const { doc } = session;
    session.moveTo(address);
    await session.whenSaved();
    await eventually('to be online', () => session.state.kind === 'online');
    assert.equal(session.room.relayUrl, address);
    assert.equal(session.doc, doc);
    assert.equal(await relay.codeOf(roomId), `room${UNSENT}`);
  });

  it('what was left is handed in at the new address, once, with the owner’s key; and at the old one again', async () => {
    const { session, old, port } = await typeOffline();
    await session.leave();
    await restart();
    const address = urlOf(relay.port);
    assert.equal(await person.ownerTokens.find({ relayUrl: address, roomId }), undefined);
    await person.meet(address);
    assert.equal(await person.ownerTokens.find({ relayUrl: address, roomId }), TOKEN);
    const again = await open(address);
    await again.whenTextIsThere();
    await again.whenSaved();
    assert.equal(await relay.codeOf(roomId), `room${UNSENT}`);
    await again.leave();
    assert.deepEqual([...person.unsent.values.keys()], []);
    await restart(port);
    assert.equal((await person.meet(old)).kind, 'known');
    assert.equal(await person.ownerTokens.find({ relayUrl: old, roomId }), TOKEN);
  });

  it('localhost and 127.0.0.1 are one relay once the person has said so', async () => {
    const [number, name] = [urlOf(relay.port), urlOf(relay.port, 'localhost')];
    await person.meet(number);
    assert.equal((await person.meet(name)).kind, 'elsewhere');
    assert.equal(person.known.keyOf(number), person.known.keyOf(name));
  });

  for (const [what, forge] of Object.entries(FORGERIES)) {
    it(`a relay ${what} at an address of its own gets neither text nor key`, async () => {
      const { session } = await typeOffline();
      await session.leave();
      await restart();
      const evil = await front(forge);
      const address = urlOf(evil.port);
      assert.equal((await person.meet(address)).kind, 'known');
      assert.deepEqual(person.known.keysOf(address), [address]);
      assert.equal(await person.ownerTokens.find({ relayUrl: address, roomId }), undefined);
      const there = await open(address);
      await there.whenTextIsThere();
      await there.whenSaved();
      assert.equal(there.text.toString(), 'room');
      assertNothingOf(evil, [UNSENT, TOKEN]);
      await there.leave();
      const real = await open(urlOf(relay.port));
      await real.leave();
    });

    it(`a relay ${what} at the address of the known one gets not a word, until the known one is back`, async () => {
      const { session, port } = await typeOffline();
      await restart();
      const evil = await front(forge, port);
      session.reconnectNow();
      await eventually('to meet a stranger', () => session.stranger !== undefined);
      assert.equal(session.isSaved, false);
      assert.equal(session.text.toString(), `room${UNSENT}`);
      assertNothingOf(evil, [UNSENT, TOKEN, 'Unmistakable', 'typed']);
      await fronts.pop()?.close();
      await restart(port);
      session.reconnectNow();
      await session.whenSaved();
      await eventually('to be among friends', () => session.stranger === undefined);
      assert.equal(await relay.codeOf(roomId), `room${UNSENT}`);
    });
  }

  it('an answer that was recorded proves nothing when it is played back', async () => {
    const address = urlOf(relay.port);
    const asked = new URL('/health', address);
    asked.search = new URLSearchParams({ nonce: 'A'.repeat(43), address }).toString();
    const recorded = ((await (await fetch(asked)).json()) as { relay: unknown }).relay;
    assert.ok(identity(recorded)['signature'] !== undefined);
    await person.meet(address);
    const { port } = relay;
    await restart();
    const evil = await front(() => recorded, port);
    assert.equal(evil.port, port);
    assert.equal((await person.look(address)).kind, 'stranger');
  });

  it('a relay that was set up anew at the address gets the text only when the person says that it is the same', async () => {
    const { session, old, port } = await typeOffline();
    store = lastingStore();
    relay = await startTestRelay({ store, port });
    const meeting = await person.look(old);
    assert.equal(meeting.kind, 'stranger');
    session.reconnectNow();
    // It has no such room, and was told no more than its id.
    await eventually('the end', () => session.state.kind === 'ended');
    assert.ok(session.text.toString().endsWith(UNSENT));
    await person.known.accept(old, meeting);
    assert.equal((await person.look(old)).kind, 'known');
    assert.equal(await person.ownerTokens.find({ relayUrl: old, roomId }), TOKEN);
  });

  it('and when the person says that it is another one, what was kept stays with the old one', async () => {
    const { session, old, port } = await typeOffline();
    await session.leave();
    store = lastingStore();
    relay = await startTestRelay({ store, port });
    const meeting = await person.look(old);
    assert.ok(meeting.kind === 'stranger' && meeting.id !== undefined);
    await person.known.replace(old, meeting.id);
    assert.equal(await person.ownerTokens.find({ relayUrl: old, roomId }), undefined);
    const { unsaved } = await (await person.journals.open(roomId, person.known.keysOf(old))).read();
    assert.deepEqual(unsaved, []);
  });
});

/** A database that outlives the relay. */
function lastingStore(): RoomStore {
  return { ...createMemoryRoomStore(), close: () => Promise.resolve() };
}

function newPerson() {
  const known = new KnownRelays(memoryStore(), silentLog);
  const unsent = memoryStore();
  const liveness = { mark: Promise.resolve(''), ask: () => Promise.resolve('unknown' as const) };
  const parts = { windowId: 'window', clock: systemClock, date: Date.now, log: silentLog };
  const leases = new WindowLeases({ ...parts, store: memoryStore(), liveness });
  const journals = new Journals({ ...parts, store: unsent, leases, delayMs: 0 });
  const secrets = new Map<string, string>();
  const values = new Map<string, unknown>();
  const ownerTokens = new OwnerTokens(
    {
      get: (key: string) => Promise.resolve(secrets.get(key)),
      store: (key: string, value: string) => Promise.resolve(void secrets.set(key, value)),
      delete: (key: string) => Promise.resolve(void secrets.delete(key)),
    } as unknown as ConstructorParameters<typeof OwnerTokens>[0],
    {
      keys: () => [...values.keys()],
      get: (key: string, fallback?: unknown) => values.get(key) ?? fallback,
      update: (key, value) => Promise.resolve(void values.set(key, value)),
    } as ConstructorParameters<typeof OwnerTokens>[1],
    known,
  );
  const look = async (address: RelayUrl): Promise<Meeting> => {
    const answer = await identifyRelay(address);
    assert.ok(answer.kind === 'answered');
    return known.judge(address, answer.id);
  };
  return {
    known,
    unsent,
    journals,
    ownerTokens,
    look,
    /** The person agrees to whatever they are asked. */
    meet: async (address: RelayUrl): Promise<Meeting> => {
      const meeting = await look(address);
      await known.accept(address, meeting);
      return meeting;
    },
    trust: {
      expected: (address: RelayUrl) => known.expected(address),
      met: () => undefined,
    },
  };
}

function urlOf(port: number, host = '127.0.0.1'): RelayUrl {
  const parsed = parseRelayUrl(`http://${host}:${port}`);
  assert.ok('url' in parsed);
  return parsed.url;
}

function identity(relay: unknown): Record<string, unknown> {
  return relay as Record<string, unknown>;
}

function assertNothingOf({ heard }: FrontRelay, secrets: readonly string[]): void {
  assert.ok(heard.length > 0);
  for (const secret of secrets) assert.ok(!heard.some((bytes) => bytes.includes(secret)), secret);
}
