import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { memoryStore } from '../../test/support/memoryStore.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import { type Liveness, WindowLeases } from './windowLeases.ts';

describe('the leases of windows', () => {
  const clock = new ManualClock();
  let store = memoryStore();
  let answers: Map<string, 'alive' | 'gone'>;

  beforeEach(() => {
    store = memoryStore();
    answers = new Map();
  });

  const leasesOf = (windowId: string): WindowLeases => {
    const liveness: Liveness = {
      mark: Promise.resolve(`mark of ${windowId}`),
      ask: (mark) => Promise.resolve(answers.get(mark) ?? 'unknown'),
    };
    return new WindowLeases({ store, windowId, liveness, clock, date: () => clock.now(), log: silentLog });
  };
  /** The heartbeats of all windows that hold a lease. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 5_000) {
      clock.advance(5_000);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  };

  it('a window lives for as long as it says so, and is gone a minute after its last word', async () => {
    const [one, other] = [leasesOf('one'), leasesOf('other')];
    assert.equal(await other.isAlive('one'), false);
    await one.hold();
    await pass(10 * 60_000);
    assert.equal(await other.isAlive('one'), true);
    // The last word of a window whose heart has stopped.
    const last = store.values.get('one.window')!;
    await pass(70_000);
    store.values.set('one.window', last);
    assert.equal(await other.isAlive('one'), false);
    await one.close();
  });

  it('a window that was closed is gone at once, and does not come back by a heartbeat', async () => {
    const [one, other] = [leasesOf('one'), leasesOf('other')];
    await one.hold();
    await one.close();
    assert.equal(await other.isAlive('one'), false);
    await pass(60_000);
    assert.equal(await other.isAlive('one'), false);
  });

  it('what the computer knows of a window goes before the age of its lease', async () => {
    const [one, other] = [leasesOf('one'), leasesOf('other')];
    await one.hold();
    answers.set('mark of one', 'gone');
    assert.equal(await other.isAlive('one'), false);
    answers.set('mark of one', 'alive');
    const last = store.values.get('one.window')!;
    await pass(24 * 60_000);
    store.values.set('one.window', last);
    assert.equal(await other.isAlive('one'), true);
    await one.close();
  });

  it('a clock that was set back does not make a dead window live for ever', async () => {
    const [one, other] = [leasesOf('one'), leasesOf('other')];
    await one.hold();
    await one.close();
    const future = { at: clock.now() + 3_600_000, mark: 'mark of one' };
    store.values.set('one.window', new TextEncoder().encode(JSON.stringify(future)));
    assert.equal(await other.isAlive('one'), false);
  });

  it('a lease that cannot be read is none, and old ones are removed', async () => {
    store.values.set('broken.window', Uint8Array.of(1, 2, 3));
    const [one, other] = [leasesOf('one'), leasesOf('other')];
    assert.equal(await other.isAlive('broken'), false);
    await one.hold();
    await one.close();
    await pass(25 * 60 * 60_000);
    await other.hold();
    assert.deepEqual([...store.values.keys()], ['other.window']);
    await other.close();
  });
});
