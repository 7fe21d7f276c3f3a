import assert from 'node:assert/strict';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { memoryStore } from '../../test/support/memoryStore.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import { KnownRelays } from '../../client/relay/knownRelays.ts';
import { parseRelayUrl } from '../../client/relay/relayUrl.ts';
import { WindowLeases } from '../../client/windows/windowLeases.ts';
import { SavedRooms, type SavedRoom } from './savedRooms.ts';

describe('[U12] the rooms of a workspace', () => {
  const clock = new ManualClock();
  let store = memoryStore();
  beforeEach(() => {
    store = memoryStore();
  });

  /** A window that lives until it is closed or has crashed. */
  async function openWindow(windowId: string, workspaceId = 'folder') {
    const liveness = {
      mark: Promise.resolve(windowId),
      ask: (mark: string) => Promise.resolve(crashed.has(mark) ? ('gone' as const) : ('unknown' as const)),
    };
    const parts = { store, windowId, clock, date: () => clock.now(), log: silentLog };
    const leases = new WindowLeases({ ...parts, liveness });
    await leases.hold();
    const known = new KnownRelays(store, silentLog);
    const rooms = new SavedRooms({ ...parts, workspaceId, leases, known });
    const crash = async (): Promise<void> => {
      const last = store.values.get(`${windowId}.window`);
      assert.ok(last);
      await leases.close();
      store.values.set(`${windowId}.window`, last);
      crashed.add(windowId);
    };
    return { rooms, back: await rooms.takeOver(), close: () => leases.close(), crash };
  }
  const crashed = new Set<string>();
  beforeEach(() => crashed.clear());

  const [ONE, TWO, THREE] = ['A', 'B', 'C'].map(savedRoom) as [SavedRoom, SavedRoom, SavedRoom];
  const names = (rooms: readonly SavedRoom[]): string[] => rooms.map(({ name }) => name).sort();

  it('a window comes back to what it was in, after a reload and after a crash', async () => {
    for (const end of ['close', 'crash'] as const) {
      const first = await openWindow(`first ${end}`, end);
      await first.rooms.remember(ONE);
      await first.rooms.remember(TWO);
      await first.rooms.forget(TWO);
      await first[end]();
      const second = await openWindow(`second ${end}`, end);
      assert.deepEqual(names(second.back), [ONE.name]);
      assert.deepEqual((await openWindow(`third ${end}`, end)).back, []);
    }
  });

  it('two tabs of one folder keep what each is in, whatever the other one does', async () => {
    const [one, other] = [await openWindow('one'), await openWindow('other')];
    await one.rooms.remember(ONE);
    await other.rooms.remember(TWO);
    await one.rooms.remember(THREE);
    await other.rooms.remember(ONE);
    await other.rooms.forget(ONE);
    await one.close();
    assert.deepEqual(names((await openWindow('one again')).back), [ONE.name, THREE.name]);
    await other.close();
    assert.deepEqual(names((await openWindow('other again')).back), [TWO.name]);
  });

  it('a new tab does not enter what a living one is in', async () => {
    const one = await openWindow('one');
    await one.rooms.remember(ONE);
    assert.deepEqual((await openWindow('other')).back, []);
  });

  it('who reloads is back in a room that another tab is in as well, and a later tab is not brought there', async () => {
    const [one, other] = [await openWindow('one'), await openWindow('other')];
    for (const { rooms } of [one, other]) await rooms.remember(ONE);
    await one.close();
    const reloaded = await openWindow('reloaded');
    assert.deepEqual(names(reloaded.back), [ONE.name]);
    await reloaded.crash();
    await tenMinutes();
    assert.deepEqual((await openWindow('later')).back, []);
    await other.close();
  });

  it('windows of other workspaces have rooms of their own', async () => {
    const one = await openWindow('one', 'folder');
    await one.rooms.remember(ONE);
    await one.close();
    assert.deepEqual((await openWindow('two', 'fold')).back, []);
    assert.deepEqual((await openWindow('three', 'other')).back, []);
    assert.deepEqual(names((await openWindow('four', 'folder')).back), [ONE.name]);
  });

  it('what cannot be read keeps no other room back', async () => {
    const one = await openWindow('one');
    await one.rooms.remember(ONE);
    await one.close();
    for (const name of ['x', 'y'])
      store.values.set(`folder.one.${name}.room`, new TextEncoder().encode('{"roomId":1'));
    assert.deepEqual(names((await openWindow('two')).back), [ONE.name]);
  });

  async function tenMinutes(): Promise<void> {
    for (let step = 0; step < 60; step += 1) {
      clock.advance(10_000);
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
  }
});

function savedRoom(letter: string): SavedRoom {
  const [roomId, relay] = [parseRoomId(`${letter.repeat(21)}A`), parseRelayUrl('https://relay.example')];
  assert.ok(roomId !== undefined && 'url' in relay);
  const name = `Room ${letter}`;
  return {
    roomId,
    relayUrl: relay.url,
    name,
    language: 'plaintext',
    uri: `file:///${letter}`,
    isHost: false,
  };
}
