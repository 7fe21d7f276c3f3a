import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as Y from 'yjs';
import { ChangeLog } from './changeLog.ts';
import { readRemoteEdits } from './remoteEdits.ts';
import { summarizeStep } from './stepSummary.ts';

/** This window, and Ben and Cleo elsewhere; every edit arrives at once. */
function room(initial: string) {
  const docs = { here: new Y.Doc(), ben: new Y.Doc(), cleo: new Y.Doc() };
  docs.ben.clientID = 2;
  docs.cleo.clientID = 3;
  const text = docs.here.getText('code');
  text.insert(0, initial);
  const log = new ChangeLog();
  let now = 0;
  const share = (from: Y.Doc): void => {
    for (const doc of Object.values(docs)) {
      if (doc !== from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from, Y.encodeStateVector(doc)), 'remote');
    }
  };
  share(docs.here);
  text.observe((event, transaction) => {
    if (transaction.local) return;
    const author = { id: transaction.origin === 'remote' ? by : 0, heads: [] };
    for (const edit of readRemoteEdits(event, transaction, () => [author])) log.add(edit, `P${by}`, now);
  });
  let by = 2;
  const edit = (who: 'ben' | 'cleo' | 'here', offset: number, length: number, added: string): void => {
    const doc = docs[who];
    by = doc.clientID;
    doc.transact(() => {
      doc.getText('code').delete(offset, length);
      doc.getText('code').insert(offset, added);
    });
    share(doc);
  };
  const takeBack = (author: number): boolean => {
    const latest = log.latest(author, text);
    if (latest === undefined) return false;
    for (const { offset, length, text: added } of latest.replaces.toReversed()) {
      text.delete(offset, length);
      text.insert(offset, added);
    }
    log.takenBack(latest.step, latest.replaces, text);
    share(docs.here);
    return true;
  };
  return { edit, takeBack, text, log, later: () => (now += 5_000), read: () => text.toString() };
}

describe('the last change by somebody', () => {
  it('is what they typed in one go, and then what they did before', () => {
    const { edit, takeBack, read, later } = room('one two');
    edit('ben', 3, 0, ' and');
    later();
    for (const [at, letter] of ' half'.split('').entries()) edit('ben', 7 + at, 0, letter);
    assert.equal(read(), 'one and half two');
    assert.ok(takeBack(2));
    assert.equal(read(), 'one and two');
    assert.ok(takeBack(2));
    assert.equal(read(), 'one two');
    assert.equal(takeBack(2), false);
  });

  it('brings back what they deleted and replaced, where it was', () => {
    const { edit, takeBack, read, later } = room('one two three');
    edit('ben', 4, 4, '');
    later();
    edit('here', 0, 0, 'zero ');
    assert.equal(read(), 'zero one three');
    takeBack(2);
    assert.equal(read(), 'zero one two three');
    edit('ben', 5, 3, '1');
    takeBack(2);
    assert.equal(read(), 'zero one two three');
  });

  it('leaves what others have written inside since, and what others did', () => {
    const { edit, takeBack, read, later } = room('one two');
    edit('ben', 3, 0, ' BEN BEN');
    later();
    edit('cleo', 7, 0, ' cleo');
    later();
    assert.equal(read(), 'one BEN cleo BEN two');
    takeBack(2);
    assert.equal(read(), 'one cleo two');
    takeBack(3);
    assert.equal(read(), 'one two');
  });

  it('does not bring back what was written and deleted in the same go', () => {
    const { edit, takeBack, read } = room('one two');
    edit('ben', 3, 0, ' x');
    edit('ben', 4, 1, 'y');
    takeBack(2);
    assert.equal(read(), 'one two');
  });

  it('of a word that they extended, brings back only the part that was there before', () => {
    const { edit, takeBack, read, later } = room('');
    edit('ben', 0, 0, 'abc');
    later();
    edit('ben', 3, 0, 'd');
    edit('ben', 2, 2, '');
    assert.equal(read(), 'ab');
    takeBack(2);
    assert.equal(read(), 'abc');
  });

  it('at two places is two steps, however fast', () => {
    const { edit, takeBack, read } = room('one two three four');
    edit('ben', 0, 0, 'x');
    edit('ben', 19, 0, 'y');
    takeBack(2);
    assert.equal(read(), 'xone two three four');
  });

  it('comes back in its order, where it was deleted letter by letter', () => {
    for (const offsets of [
      [1, 0],
      [0, 0],
      [2, 0, 0],
    ]) {
      const { edit, takeBack, read, later } = room('the text');
      for (const offset of offsets) {
        edit('ben', offset, 1, '');
        later();
      }
      while (takeBack(2));
      assert.equal(read(), 'the text');
    }
  });

  it('skips what nothing is left of', () => {
    const { edit, takeBack, read, later } = room('one');
    edit('ben', 0, 0, 'x');
    later();
    edit('ben', 4, 0, 'y');
    later();
    edit('here', 4, 1, '');
    takeBack(2);
    assert.equal(read(), 'one');
  });

  it('remembers no more than fifty steps, and who made them', () => {
    const { edit, takeBack, log, later } = room('');
    for (let step = 0; step < 60; step++) {
      edit('ben', 0, 0, 'x');
      later();
    }
    assert.deepEqual(log.authors, [{ id: 2, name: 'P2' }]);
    let taken = 0;
    while (takeBack(2)) taken++;
    assert.equal(taken, 50);
    assert.deepEqual(log.authors, []);
  });

  it('is forgotten where too much was deleted: a bound on memory', () => {
    const { edit, takeBack, read, later } = room('x'.repeat(700_000));
    edit('ben', 0, 300_000, '');
    later();
    edit('ben', 0, 300_000, '');
    later();
    assert.equal(read().length, 100_000);
    assert.ok(takeBack(2));
    assert.equal(read().length, 400_000);
    assert.equal(takeBack(2), false);
  });

  it('taken back step by step leads to what would be without its author', () => {
    const operation = fc.record({
      at: fc.nat(40),
      length: fc.nat(4),
      added: fc.constantFrom('', 'B', 'bb', 'b b'),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 12 }), fc.boolean(), (operations, isSlow) => {
        const { edit, takeBack, read, later, text } = room('the text as it was');
        for (const { at, length, added } of operations) {
          const offset = Math.min(at, text.length);
          edit('ben', offset, Math.min(length, text.length - offset), added);
          if (isSlow) later();
        }
        while (takeBack(2));
        assert.equal(read(), 'the text as it was');
      }),
    );
  });

  it('is shown in a few words', () => {
    const long = 'x'.repeat(100);
    const { removed, restored } = summarizeStep([{ offset: 2, length: 5, text: long }], 'a \n b\tcdef');
    assert.equal(removed, ' b c');
    assert.equal(restored, `${'x'.repeat(39)}…`);
  });
});
