import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { ManualClock } from '../../test/support/manualClock.ts';
import { memoryStore } from '../../test/support/memoryStore.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import { Journal } from './journal.ts';

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc();
  // The same text is the same update.
  doc.clientID = 1;
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
    assert.deepEqual(store.values.get('room.1.unsaved'), update);
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
    assert.deepEqual((await journal.read()).unsaved, [update]);
    journal.keepUnsaved(() => undefined);
    await journal.flush();
    assert.deepEqual((await journal.read()).unsaved, []);
  });

  it('[F18] sets aside what it cannot read, and goes on without it', async () => {
    const store = memoryStore();
    const garbage = Uint8Array.of(255, 255, 255, 1, 2, 3);
    await store.write('room.1.unsaved', garbage);
    const journal = new Journal({
      store,
      key: 'room',
      clock: new ManualClock(),
      log: silentLog,
      delayMs: 200,
    });
    assert.deepEqual((await journal.read()).unsaved, []);
    assert.deepEqual(store.values.get('room.1.unsaved.damaged'), garbage);
  });

  it('[J2] keeps working after a failed write, and writes the latest value next time', async () => {
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
    assert.deepEqual(store.values.get('room.1.unsaved'), latest);
  });

  it('[J1] never writes while it writes, whoever asks and whenever, and ends with the last value', async () => {
    for (let round = 0; round < 50; round++) {
      const { store, mostAtOnce } = slowStore(round);
      const clock = new ManualClock();
      const journal = new Journal({ store, key: 'room', clock, log: silentLog, delayMs: 0 });
      const asked: Promise<void>[] = [];
      for (let edit = 0; edit < 8; edit++) {
        journal.keepUnsaved(() => updateOf(`${round} ${edit}`));
        if (edit % 3 === 0) journal.keepState(() => updateOf(`state ${edit}`));
        if ((round + edit) % 2 === 0) asked.push(journal.flush());
        else clock.advance(1);
        for (let turn = 0; turn < (round * edit) % 4; turn++) await Promise.resolve();
      }
      await Promise.all([...asked, journal.flush()]);
      assert.equal(mostAtOnce(), 1, `round ${round}`);
      const { unsaved } = await new Journal({
        ...{ store, key: 'room', clock, log: silentLog, delayMs: 0 },
      }).read();
      assert.deepEqual(unsaved, [updateOf(`${round} 7`)]);
    }
  });

  it('[J3] gives newer edits a new name, so that deleting what was read deletes nothing newer', async () => {
    const store = memoryStore();
    const options = { store, key: 'room', clock: new ManualClock(), log: silentLog, delayMs: 0 };
    const frozen = new Journal(options);
    frozen.keepUnsaved(() => updateOf('read by the other one'));
    await frozen.flush();
    const other = new Journal({ ...options, key: 'other', inherited: ['room'] });
    const { unsaved } = await other.read();
    assert.deepEqual(unsaved, [updateOf('read by the other one')]);
    // It was alive after all, and goes on.
    const newer = updateOf('read by the other one, and more');
    frozen.keepUnsaved(() => newer);
    await frozen.flush();
    other.keepUnsaved(() => undefined);
    await other.flush();
    assert.deepEqual((await new Journal(options).read()).unsaved, [newer]);
  });

  it('[J4] keeps what it has inherited until it is in its own file', async () => {
    const store = memoryStore();
    const options = { store, key: 'room', clock: new ManualClock(), log: silentLog, delayMs: 0 };
    const gone = new Journal(options);
    gone.keepUnsaved(() => updateOf('unsent'));
    gone.keepState(() => updateOf('state'));
    await gone.flush();
    const heir = new Journal({ ...options, key: 'heir', inherited: ['room'] });
    const kept = await heir.read();
    store.failure = new Error('disk full');
    heir.keepUnsaved(() => kept.unsaved[0]);
    heir.keepState(() => kept.states[0]);
    await heir.flush();
    assert.deepEqual([...store.values.keys()].sort(), ['room.1.unsaved', 'room.state']);
    store.failure = undefined;
    heir.keepUnsaved(() => kept.unsaved[0]);
    heir.keepState(() => kept.states[0]);
    await heir.flush();
    assert.deepEqual([...store.values.keys()].sort(), ['heir.1.unsaved', 'heir.state']);
  });

  it('leaves nothing behind when the relay has everything, and what waits to nobody when it has not', async () => {
    const store = memoryStore();
    const options = { store, key: 'room.window', clock: new ManualClock(), log: silentLog, delayMs: 0 };
    const journal = new Journal(options);
    journal.keepUnsaved(() => updateOf('unsent'));
    journal.keepState(() => updateOf('state'));
    await journal.handOver();
    const names = [...store.values.keys()].sort();
    assert.equal(names.length, 2);
    for (const name of names) assert.match(name, /^room\.free-[\w-]+\.(1\.unsaved|state)$/);
    const key = names[0]!.replace(/\.(1\.unsaved|state)$/, '');
    const heir = new Journal({ ...options, inherited: [key] });
    assert.deepEqual(await heir.read(), { unsaved: [updateOf('unsent')], states: [updateOf('state')] });
    await heir.remove();
    assert.deepEqual([...store.values.keys()], []);
  });
});

/** A store whose writes and deletions take some turns, and that counts how many are under way at once. */
function slowStore(seed: number) {
  const store = memoryStore();
  let [now, most] = [0, 0];
  const slowly = async (turns: number, act: () => Promise<void>): Promise<void> => {
    most = Math.max(most, ++now);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await act();
    now--;
  };
  return {
    store: {
      ...store,
      write: (key: string, bytes: Uint8Array) => slowly(1 + (seed % 5), () => store.write(key, bytes)),
      delete: (key: string) => slowly(seed % 3, () => store.delete(key)),
    },
    mostAtOnce: () => most,
  };
}
