import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { ManualClock } from '../../../test/support/manualClock.ts';
import { memoryStore } from '../../../test/support/memoryStore.ts';
import { silentLog } from '../../../test/support/silentLog.ts';
import { Journal } from './journal.ts';

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('code').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}

describe('journal', () => {
  it('[N2] writes by itself soon after an edit, once for many', async () => {
    const clock = new ManualClock();
    const store = memoryStore();
    const journal = new Journal({ store, key: 'room', clock, log: silentLog, delayMs: 200 });
    const update = updateOf('typed');
    for (let edit = 0; edit < 50; edit++) journal.keepUnsaved(() => update);
    clock.advance(250);
    await journal.flush();
    assert.deepEqual(store.values.get('room.unsaved'), update);
    assert.equal(store.writes, 1);
  });

  it('[N2] writes what came during a slow write with the next one, as one', async () => {
    const clock = new ManualClock();
    const store = memoryStore();
    const slow = Promise.withResolvers<undefined>();
    const begun: Uint8Array[] = [];
    const journal = new Journal({
      store: {
        ...store,
        write: async (key, bytes) => {
          begun.push(bytes);
          if (begun.length === 1) await slow.promise;
          await store.write(key, bytes);
        },
      },
      key: 'room',
      clock,
      log: silentLog,
      delayMs: 0,
    });
    const [first, ...later] = ['a', 'ab', 'abc', 'abcd'].map(updateOf);
    journal.keepUnsaved(() => first);
    clock.advance(0);
    await Promise.resolve();
    for (const update of later) {
      journal.keepUnsaved(() => update);
      clock.advance(0);
    }
    slow.resolve(undefined);
    await journal.flush();
    assert.deepEqual(begun, [first, later.at(-1)]);
  });

  it('[N2] reads back what it wrote, and nothing after everything was acknowledged', async () => {
    const store = memoryStore();
    const journal = new Journal({
      store,
      key: 'room',
      clock: new ManualClock(),
      log: silentLog,
      delayMs: 200,
    });
    const update = updateOf('typed');
    journal.keepUnsaved(() => update);
    await journal.flush();
    assert.deepEqual((await journal.read()).unsaved, update);
    journal.keepUnsaved(() => undefined);
    await journal.flush();
    assert.equal((await journal.read()).unsaved, undefined);
  });

  it('[F18] sets aside what it cannot read, and goes on without it', async () => {
    const store = memoryStore();
    const garbage = Uint8Array.of(255, 255, 255, 1, 2, 3);
    await store.write('room.unsaved', garbage);
    const journal = new Journal({
      store,
      key: 'room',
      clock: new ManualClock(),
      log: silentLog,
      delayMs: 200,
    });
    assert.equal((await journal.read()).unsaved, undefined);
    assert.deepEqual(store.values.get('room.unsaved.damaged'), garbage);
  });

  it('goes on after a failed write, and writes the latest value next time', async () => {
    const store = memoryStore();
    const journal = new Journal({
      store,
      key: 'room',
      clock: new ManualClock(),
      log: silentLog,
      delayMs: 200,
    });
    store.failure = new Error('disk full');
    journal.keepUnsaved(() => updateOf('first'));
    await journal.flush();
    store.failure = undefined;
    const latest = updateOf('second');
    journal.keepUnsaved(() => latest);
    await journal.flush();
    assert.deepEqual(store.values.get('room.unsaved'), latest);
  });
});
