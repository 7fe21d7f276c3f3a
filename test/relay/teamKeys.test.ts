import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { KnownRelays } from '../../client/relay/knownRelays.ts';
import { isKeyTaken } from '../../client/relay/isKeyTaken.ts';
import { RelayApi, RelayApiError } from '../../client/relay/relayApi.ts';
import type { RelayKeys } from '../../client/relay/relayKeys.ts';
import { identifyRelay } from '../../client/relay/identifyRelay.ts';
import { parseRelayUrl, type RelayUrl } from '../../client/relay/relayUrl.ts';
import { Journal } from '../../client/session/journal.ts';
import { Session } from '../../client/session/session.ts';
import { nodeSocket } from '../../extension/node/nodeSocket.ts';
import { TeamKeys } from '../../extension/rooms/teamKeys.ts';
import { newTeamKey } from '../../relay/access/teamKeys.ts';
import { createMemoryRoomStore } from '../../relay/store/memoryRoomStore.ts';
import type { RoomStore } from '../../relay/store/roomStore.ts';
import { PALETTE } from '../../shared/presence/palette.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { systemClock } from '../../extension/systemClock.ts';
import { eventually } from '../support/eventually.ts';
import { memoryStore } from '../support/memoryStore.ts';
import { silentLog } from '../support/silentLog.ts';
import { failsAt, look, outcomeOf } from './support/findings.ts';
import { startFrontRelay } from './support/frontRelay.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

const KEYS = ['office', 'guests'].map((name) => newTeamKey(name, randomBytes) ?? '');
const [OFFICE = '', GUESTS = ''] = KEYS.map((named) => named.split(':')[1] ?? '');

describe('a window and the relay of a team', () => {
  let relay: TestRelay;
  let address: RelayUrl;
  const closers: (() => unknown)[] = [];

  const start = async (teamKeys = KEYS.join(), options: { store?: RoomStore; port?: number } = {}) => {
    relay = await startTestRelay({ access: 'team', teamKeys, ...options });
    const parsed = parseRelayUrl(relay.url);
    assert.ok('url' in parsed);
    address = parsed.url;
    return relay;
  };
  beforeEach(() => start());
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await relay.relay.stop();
  });

  const shows = (key: string | undefined): RelayKeys => ({ find: () => Promise.resolve(key) });
  const room = { name: 'x', language: 'plaintext', code: 'text' };
  const isNeeded = (sentence: RegExp) => (error: unknown) =>
    error instanceof RelayApiError && error.status === 401 && sentence.test(error.sentence);

  it('works with the key, and without one reads what to do', async () => {
    const api = new RelayApi(address, shows(OFFICE));
    const { id } = await api.createRoom(room);
    assert.equal((await api.listRooms({ start: undefined, limit: 9 })).rooms.length, 1);
    assert.equal((await api.readRoom(parseRoomId(id)!)).code, 'text');
    await assert.rejects(
      new RelayApi(address).createRoom(room),
      isNeeded(/is for a team\. Run "Tandem: Set Team Key"/),
    );
  });

  it('asks for a key where the person did something, once, and never for the view', async () => {
    const asked: (string | undefined)[] = [];
    const asking = (answer: string | undefined, key?: string): RelayKeys => ({
      ...shows(key),
      ask: (_, refused) => {
        asked.push(refused);
        return Promise.resolve(answer);
      },
    });
    await new RelayApi(address, asking(OFFICE)).createRoom(room);
    assert.deepEqual(asked.splice(0), [undefined]);
    await assert.rejects(
      new RelayApi(address, asking(undefined)).createRoom(room),
      isNeeded(/is for a team/),
    );
    assert.deepEqual(asked.splice(0), [undefined]);
    const view = new RelayApi(address, shows(undefined));
    await assert.rejects(view.listRooms({ start: undefined, limit: 9 }), isNeeded(/is for a team/));
    assert.deepEqual(asked, []);
  });

  it('takes a room for gone only with a key that the relay knows', async () => {
    const { id } = await new RelayApi(address, shows(OFFICE)).createRoom(room);
    const roomId = parseRoomId(id)!;
    const stranger = new RelayApi(address, shows(randomBytes(32).toString('base64url')));
    await assert.rejects(stranger.readRoom(roomId), isNeeded(/no longer takes your team key/));
    const absent = new RelayApi(address, shows(OFFICE)).readRoom(parseRoomId('A'.repeat(22))!);
    await assert.rejects(absent, (error) => error instanceof RelayApiError && error.status === 404);
    assert.deepEqual(
      await Promise.all([OFFICE, GUESTS, 'x'.repeat(43)].map((key) => isKeyTaken(address, key))),
      [true, true, false],
    );
  });

  it('deletes a room as its owner', async () => {
    const api = new RelayApi(address, shows(OFFICE));
    const { id, owner_token: token } = await api.createRoom(room);
    await assert.rejects(api.deleteRoom(parseRoomId(id)!), { status: 403 });
    await api.deleteRoom(parseRoomId(id)!, token);
  });

  it('types in a room, comes back after a restart, and keeps its room when the key is withdrawn', async () => {
    const store = { ...createMemoryRoomStore(), close: () => Promise.resolve() };
    await relay.relay.stop();
    const { port } = await start(undefined, { store });
    const { id } = await new RelayApi(address, shows(OFFICE)).createRoom(room);
    const session = await Session.open({
      room: { id: parseRoomId(id)!, name: 'x', language: 'plaintext', relayUrl: address },
      user: { name: 'Ann', color: PALETTE[0]! },
      journal: new Journal({
        store: memoryStore(),
        key: 'ann',
        clock: systemClock,
        log: silentLog,
        delayMs: 0,
      }),
      socket: nodeSocket,
      trust: { expected: () => [], met: () => undefined, keys: shows(OFFICE) },
      clock: systemClock,
      log: silentLog,
    });
    closers.push(() => session.leave());
    await session.whenTextIsThere();
    session.text.insert(0, 'typed ');
    await session.whenSaved();
    await relay.relay.stop();
    await start(undefined, { store, port });
    session.reconnectNow();
    await eventually('it to be back', () => session.state.kind === 'online');
    await relay.relay.stop();
    await start(KEYS[1], { store, port });
    await eventually('the key to be refused', () => {
      session.reconnectNow();
      return session.state.kind === 'ended';
    });
    assert.ok(session.state.kind === 'ended');
    assert.match(session.state.reason ?? '', /asks for a team key/);
    assert.equal(session.state.gone, false);
  });

  it('[U3] shows the key to the relay that it is for, by each of its addresses, and to no other', async () => {
    const known = new KnownRelays(memoryStore(), silentLog);
    const values = new Map<string, unknown>();
    const keys = new TeamKeys({
      secrets: {
        get: (name: string) => Promise.resolve(values.get(name)),
        store: (name: string, value: string) => Promise.resolve(void values.set(name, value)),
      } as never,
      memento: {
        get: (name: string, fallback: unknown) => values.get(name) ?? fallback,
        update: (name: string, value: unknown) => Promise.resolve(void values.set(name, value)),
      } as never,
      known,
      clock: systemClock,
      log: silentLog,
    });
    const meet = async (at: RelayUrl) => {
      const answer = await identifyRelay(at);
      assert.ok(answer.kind === 'answered');
      await known.accept(at, known.judge(at, answer.id));
    };
    await meet(address);
    assert.equal(keys.find(address), undefined);
    await keys.keep(address, OFFICE);
    assert.equal(await keys.find(address), OFFICE);
    const parsed = parseRelayUrl(address.replace('127.0.0.1', 'localhost'));
    assert.ok('url' in parsed);
    assert.equal(keys.find(parsed.url), undefined, 'before the person has said that it is the same');
    await meet(parsed.url);
    assert.equal(await keys.find(parsed.url), OFFICE);

    // Somebody else comes to its address, and passes everything on to it.
    const { port } = relay;
    await relay.relay.stop();
    await start(undefined, { store: createMemoryRoomStore() });
    const front = await startFrontRelay(relay.url, { port });
    closers.push(() => front.close());
    await known.load();
    const old = `http://127.0.0.1:${port}` as RelayUrl;
    const api = new RelayApi(old, keys);
    await assert.rejects(api.createRoom(room), isNeeded(/is for a team/));
    assert.ok(front.heard.length > 0);
    assert.ok(!front.heard.join().includes(OFFICE));
  });

  it('is told by "Why Can\'t I Connect?" that a key is missing, wrong, or taken', async () => {
    failsAt(await look(address), 'key', /you have no key for it/, /Set Team Key/);
    const withKey = (key: string) => look(address, { isKeyTaken: () => isKeyTaken(address, key) });
    failsAt(await withKey('x'.repeat(43)), 'key', /does not take your team key/);
    assert.equal(outcomeOf(await withKey(GUESTS), 'key'), 'fine');
  });
});
