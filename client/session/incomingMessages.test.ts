import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { ManualClock } from '../../test/support/manualClock.ts';
import { silentLog } from '../../test/support/silentLog.ts';
import { IncomingMessages, type Untaken } from './incomingMessages.ts';

describe('incoming messages', () => {
  const origin = {};
  let author: Y.Doc;
  let typed: Uint8Array[];
  let doc: Y.Doc;
  let clock: ManualClock;
  let incoming: IncomingMessages;
  let untaken: Untaken[];
  /** The text after each transaction. */
  let shown: string[];

  beforeEach(() => {
    author = new Y.Doc();
    typed = [];
    author.on('update', (update: Uint8Array) => typed.push(update));
    doc = new Y.Doc();
    clock = new ManualClock();
    untaken = [];
    const onUntaken = (one: Untaken): unknown => untaken.push(one);
    incoming = new IncomingMessages({ doc, origin, clock, log: silentLog, onUntaken });
    shown = [];
    doc.getText('code').observe(() => shown.push(doc.getText('code').toJSON()));
  });

  it('[IM1] come in at once after a quiet moment, all that arrive together in one transaction', () => {
    arrive('a', 'b', 'c');
    clock.advance(0);
    assert.deepEqual(shown, ['abc']);
    clock.advance(1_000);
    arrive('d');
    clock.advance(0);
    assert.deepEqual(shown, ['abc', 'abcd']);
  });

  it('come in once per 16 ms while they keep arriving', () => {
    for (let ms = 0; ms < 160; ms++) {
      arrive('x');
      clock.advance(1);
    }
    clock.advance(16);
    assert.equal(shown.at(-1), 'x'.repeat(160));
    assert.ok(shown.length <= 11, `${shown.length} transactions in 160 ms`);
  });

  it('[IM2] are all there after a flush and after the end, and nothing runs on', () => {
    arrive('a');
    clock.advance(0);
    arrive('b');
    incoming.flush();
    assert.deepEqual(shown, ['a', 'ab']);
    arrive('c');
    incoming.dispose();
    assert.deepEqual(shown, ['a', 'ab', 'abc']);
    clock.advance(100);
    assert.equal(clock.pending, 0);
    assert.equal(shown.length, 3);
  });

  it('[IM2] end while one is scheduled leaves no timer behind', () => {
    arrive('a');
    incoming.dispose();
    clock.advance(100);
    assert.deepEqual(shown, ['a']);
    assert.equal(clock.pending, 0);
  });

  it('[IM2] one that ends the session while it comes in leaves no timer behind', () => {
    doc.getText('code').observe(() => incoming.dispose());
    arrive('a');
    clock.advance(0);
    assert.deepEqual(shown, ['a']);
    assert.equal(clock.pending, 0);
  });

  it('[IM2] a damaged one keeps no other one back', () => {
    arrive('a');
    incoming.update(new Uint8Array([255, 255, 255]));
    arrive('b');
    clock.advance(0);
    assert.deepEqual(shown, ['ab']);
    assert.deepEqual(untaken, [{ kind: 'refused', reason: 'malformed' }]);
  });

  it('[H12] [IM3] reach Yjs only when the guard lets them in', () => {
    author.getText('code').insert(0, 'ab');
    author.getText('code').insert(2, 'c');
    const [first, second] = typed.splice(0) as [Uint8Array, Uint8Array];
    const thirtyMillionStructs = Uint8Array.of(1, 255, 255, 255, 14, 1, 0);
    assert.equal(incoming.updateNow(thirtyMillionStructs), false);
    assert.equal(incoming.updateNow(second), false);
    assert.deepEqual(untaken, [{ kind: 'refused', reason: 'malformed' }, { kind: 'gap' }]);
    assert.equal(doc.store.pendingStructs, null, 'A gap would wait in the document for ever.');
    assert.equal(incoming.updateNow(first), true);
    assert.equal(incoming.updateNow(second), true);
    assert.deepEqual(shown, ['ab', 'abc']);
  });

  it('what refers to the text is done after the text, in order', () => {
    const seen: string[] = [];
    const look = (name: string) =>
      incoming.afterUpdates(() => seen.push(name + doc.getText('code').toJSON()));
    arrive('a');
    look('1');
    arrive('b');
    look('2');
    clock.advance(0);
    assert.deepEqual(seen, ['1ab', '2ab']);
  });

  it('count as somebody else’s, under their origin', () => {
    const transactions: [unknown, boolean][] = [];
    doc.on('afterTransaction', (transaction: Y.Transaction) =>
      transactions.push([transaction.origin, transaction.local]),
    );
    arrive('a', 'b');
    clock.advance(0);
    assert.deepEqual(transactions, [[origin, false]]);
  });

  function arrive(...texts: string[]): void {
    for (const text of texts) author.getText('code').insert(author.getText('code').length, text);
    for (const update of typed.splice(0)) incoming.update(update);
  }
});
