import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { ManualClock } from '../../test/support/manualClock.ts';
import { memoryStore } from '../../test/support/memoryStore.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import type { RelayKey } from '../relay/knownRelays.ts';
import { WindowLeases } from '../windows/windowLeases.ts';
import { Journals } from './journals.ts';

const ROOM = parseRoomId('AAAAAAAAAAAAAAAAAAAAAA')!;
const OTHER_ROOM = parseRoomId('BBBBBBBBBBBBBBBBBBBBBA')!;
const RELAY = ['id of the relay' as RelayKey, 'https://old.example' as RelayKey] as const;

describe('[U3b] the journals of a person', () => {
  let store = memoryStore();
  let leaseStore = memoryStore();
  beforeEach(() => {
    store = memoryStore();
    leaseStore = memoryStore();
  });

  /** A window that lives until it is closed. */
  async function openWindow(windowId: string) {
    const clock = new ManualClock();
    const liveness = { mark: Promise.resolve('x'), ask: () => Promise.resolve('unknown' as const) };
    const leases = new WindowLeases({
      store: leaseStore,
      windowId,
      liveness,
      clock,
      date: () => clock.now(),
      log: silentLog,
    });
    await leases.hold();
    const journals = new Journals({ store, windowId, leases, clock, log: silentLog, delayMs: 0 });
    return { journals, close: () => leases.close() };
  }

  it('what a window that is gone has left is handed in by the next one, by any key of the relay', async () => {
    for (const relay of RELAY) {
      const first = await openWindow(`first ${relay.length}`);
      const journal = await first.journals.open(ROOM, [relay]);
      journal.keepUnsaved(() => updateOf(`typed under ${relay}`));
      await journal.flush();
      await first.close();
    }
    const second = await openWindow('second');
    const { unsaved } = await (await second.journals.open(ROOM, RELAY)).read();
    assert.deepEqual(textsOf(unsaved), RELAY.map((relay) => `typed under ${relay}`).sort());
  });

  it('two windows in one room have a journal each, and neither reads nor removes the other’s', async () => {
    const [one, other] = [await openWindow('one'), await openWindow('other')];
    const journalOfOne = await one.journals.open(ROOM, RELAY);
    journalOfOne.keepUnsaved(() => updateOf('of one'));
    await journalOfOne.flush();
    const journalOfOther = await other.journals.open(ROOM, RELAY);
    assert.deepEqual((await journalOfOther.read()).unsaved, []);
    journalOfOther.keepUnsaved(() => updateOf('of the other'));
    await journalOfOther.flush();
    await journalOfOther.remove();
    await one.close();
    await other.close();
    const third = await openWindow('third');
    assert.deepEqual(textsOf((await (await third.journals.open(ROOM, RELAY)).read()).unsaved), ['of one']);
  });

  it('a room that was left in a living window is handed in from another', async () => {
    const one = await openWindow('one');
    const journal = await one.journals.open(ROOM, RELAY);
    journal.keepUnsaved(() => updateOf('left'));
    await journal.handOver();
    const other = await openWindow('other');
    assert.deepEqual(textsOf((await (await other.journals.open(ROOM, RELAY)).read()).unsaved), ['left']);
  });

  it('another room, and the same room id on another relay, get nothing of it', async () => {
    const one = await openWindow('one');
    const journal = await one.journals.open(ROOM, RELAY);
    journal.keepUnsaved(() => updateOf('private'));
    await journal.handOver();
    const other = await openWindow('other');
    const strangers = ['https://evil.example', 'id', '', 'https://old.example/'].map(
      (key) => key as RelayKey,
    );
    for (const [roomId, relay] of [[OTHER_ROOM, RELAY[0]], ...strangers.map((key) => [ROOM, key])] as const) {
      const strange = await other.journals.open(roomId as typeof ROOM, [relay as RelayKey]);
      assert.deepEqual(await strange.read(), { unsaved: [], states: [] }, relay);
    }
  });

  it('is handed in once: a window that comes after an heir which the relay has answered finds nothing', async () => {
    const first = await openWindow('first');
    const journal = await first.journals.open(ROOM, RELAY);
    journal.keepUnsaved(() => updateOf('unsent'));
    await journal.flush();
    await first.close();
    const heir = await (await openWindow('heir')).journals.open(ROOM, RELAY);
    const { unsaved } = await heir.read();
    heir.keepUnsaved(() => unsaved[0]);
    await heir.flush();
    heir.keepUnsaved(() => undefined);
    await heir.flush();
    const third = await openWindow('third');
    assert.deepEqual((await (await third.journals.open(ROOM, RELAY)).read()).unsaved, []);
    assert.deepEqual([...store.values.keys()], []);
  });
});

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('code').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}

function textsOf(updates: readonly Uint8Array[]): string[] {
  return updates
    .map((update) => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, update);
      return doc.getText('code').toJSON();
    })
    .sort();
}
