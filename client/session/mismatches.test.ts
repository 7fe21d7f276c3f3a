import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { Emitter } from '../emitter.ts';
import { Mismatches } from './mismatches.ts';
import { fingerprint, hashText, type ReplicaMismatch } from './textCheck.ts';

/** What everybody but the author of two broken halves reads. */
const RIGHT = 'a secret \ufffd\ufffd word';

describe('a text that is not what it should be', () => {
  it('[M1] is led to the relay’s by the one that differs from it, and by no more than the difference', async () => {
    const { anna, ben } = damaged();
    let changed = 0;
    ben.text.observe(({ delta }) => {
      for (const op of delta)
        changed += (op.delete ?? 0) + (typeof op.insert === 'string' ? op.insert.length : 0);
    });
    await anna.mismatch({ ...stateOf(anna), theirs: hashText(RIGHT) });
    await ben.mismatch({ ...stateOf(ben), theirs: hashText('a secret \ud83d\ude00 word') });
    Y.applyUpdate(ben.doc, Y.encodeStateAsUpdate(anna.doc));
    assert.deepEqual([anna.text.toJSON(), ben.text.toJSON()], [RIGHT, RIGHT]);
    assert.equal(changed, 4);
    assert.deepEqual([anna.mended, ben.mended], [1, 0]);
    assert.match(anna.logged(), /mended here/);
    assert.match(ben.logged(), /right here/);
    assert.deepEqual(fingerprint(anna.text), fingerprint(ben.text));
  });

  it('is logged with the last operations and without a word of the text, and counted, by whoever notices', async () => {
    const { anna, ben } = damaged();
    await anna.mismatch({ ...stateOf(anna), theirs: hashText(RIGHT) });
    await ben.mismatch({ ...stateOf(ben), theirs: hashText('a secret \ud83d\ude00 word') });
    ben.mismatches.documentDiffered(RIGHT);
    assert.deepEqual(anna.reported, ['replica']);
    assert.deepEqual(ben.reported, ['replica', 'document']);
    assert.deepEqual([ben.mended, ben.copies], [1, []]);
    for (const { errors, logged } of [anna, ben]) {
      assert.ok(errors > 0);
      assert.match(logged(), /the last operation/);
      assert.doesNotMatch(logged(), /secret|word/);
    }
  });

  it('[H3] [M3] is replaced only once a copy of it is the person’s own, and undo brings it back', async () => {
    const { anna } = damaged();
    const own = 'a secret \ud83d\ude00 word, and sixty letters that were typed offline';
    anna.text.insert(anna.text.length, own.slice(anna.text.length));
    let show: (() => void) | undefined;
    anna.keep = (copy) => {
      anna.copies.push(copy);
      return new Promise((resolve) => (show = resolve));
    };
    await anna.mismatch({ ...stateOf(anna), theirs: hashText(RIGHT) });
    assert.deepEqual([anna.text.toJSON(), anna.copies, anna.mended], [own, [own], 0]);
    show?.();
    await new Promise(setImmediate);
    assert.deepEqual([anna.text.toJSON(), anna.mended], [RIGHT, 1]);
    anna.undo.undo();
    assert.equal(anna.text.toJSON(), own);
  });

  it('[H3] [M3] is left alone when it cannot be copied, and when an edit comes while it is', async () => {
    const { anna, ben } = damaged();
    const own = anna.text.toJSON();
    anna.keep = () => Promise.reject(new Error('no copy'));
    await anna.mismatch({ ...stateOf(anna), theirs: hashText(RIGHT) });
    assert.deepEqual([anna.text.toJSON(), anna.mended], [own, 0]);
    anna.keep = () => {
      ben.text.insert(0, 'newer ');
      Y.applyUpdate(anna.doc, Y.encodeStateAsUpdate(ben.doc));
      return Promise.resolve();
    };
    await anna.mismatch({ ...stateOf(anna), theirs: hashText(RIGHT) });
    assert.deepEqual([anna.text.toJSON(), anna.mended], [`newer ${own}`, 0]);
  });

  it('[H3] [M3] of the document alone is kept as well, where it was another than the room’s', async () => {
    const { ben } = damaged();
    ben.mismatches.documentDiffered('what nobody else ever got');
    await new Promise(setImmediate);
    assert.deepEqual([ben.copies, ben.mended], [['what nobody else ever got'], 1]);
  });

  it('[M2] is left alone when an edit comes while the relay is asked', async () => {
    const { anna } = damaged();
    const before = stateOf(anna);
    const asked = anna.mismatch({ ...before, theirs: hashText(RIGHT) });
    anna.text.insert(0, 'newer ');
    await asked;
    assert.equal(anna.text.toJSON(), 'newer a secret \ud83d\ude00 word');
    assert.equal(anna.mended, 0);
  });

  it('[M2] is left alone when the relay’s text is not the one that was compared', async () => {
    const { anna } = damaged();
    anna.relay = () => Promise.resolve(`${RIGHT}, and more by somebody else`);
    await anna.mismatch({ ...stateOf(anna), theirs: hashText(RIGHT) });
    assert.equal(anna.text.toJSON(), 'a secret \ud83d\ude00 word');
    assert.equal(anna.mended, 0);
  });

  it('is left alone when the relay does not answer, which is logged, and when the room was left meanwhile', async () => {
    const { anna } = damaged();
    anna.relay = () => Promise.reject(new Error('The relay does not answer.'));
    await anna.mismatch({ ...stateOf(anna), theirs: hashText(RIGHT) });
    assert.match(anna.logged(), /does not answer/);
    anna.relay = () => Promise.resolve(RIGHT);
    const asked = anna.mismatch({ ...stateOf(anna), theirs: hashText(RIGHT) });
    anna.mismatches.dispose();
    await asked;
    assert.equal(anna.text.toJSON(), 'a secret \ud83d\ude00 word');
    assert.equal(anna.mended, 0);
  });
});

type Desk = ReturnType<typeof desk>;

/** Anna holds a pair whose halves reached Ben one by one. */
function damaged(): { anna: Desk; ben: Desk } {
  const [anna, ben] = [desk(), desk()];
  anna.doc.on('update', (update: Uint8Array) => Y.applyUpdate(ben.doc, update));
  anna.text.insert(0, 'a secret  word');
  anna.text.insert(9, '\ud83d');
  anna.text.insert(10, '\ude00');
  assert.equal(ben.text.toJSON(), RIGHT);
  return { anna, ben };
}

function stateOf({ text }: Desk): { state: string } {
  return { state: fingerprint(text)?.state ?? assert.fail('no fingerprint') };
}

function desk() {
  const doc = new Y.Doc();
  const text = doc.getText('code');
  const mismatched = new Emitter<ReplicaMismatch>();
  const lines: unknown[] = [];
  const note = (...line: unknown[]): void => void lines.push(line);
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set(['typing']), captureTimeout: 0 });
  const one = {
    undo,
    copies: [] as string[],
    /** Resolves once the copy is shown. */
    keep: (copy: string): Promise<void> => {
      one.copies.push(copy);
      return Promise.resolve();
    },
    doc,
    text,
    reported: [] as string[],
    mended: 0,
    errors: 0,
    relay: () => Promise.resolve(RIGHT),
    logged: () => JSON.stringify(lines),
    /** Resolves when all that follows has been done. */
    mismatch: async (mismatch: ReplicaMismatch): Promise<void> => {
      mismatched.fire(mismatch);
      await new Promise(setImmediate);
    },
  };
  const mismatches = new Mismatches({
    session: {
      text,
      onDidMismatch: mismatched.event,
      reportMismatch: (of) => one.reported.push(of),
    },
    roomId: 'room',
    readRelay: () => one.relay(),
    lastOperations: () => ['the last operation'],
    log: {
      info: note,
      warn: note,
      error: (...line) => {
        one.errors++;
        note(...line);
      },
    },
    undo,
    keepCopy: (copy) => one.keep(copy),
    onMended: () => one.mended++,
  });
  return Object.assign(one, { mismatches });
}
