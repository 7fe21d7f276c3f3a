import assert from 'node:assert/strict';
import * as Y from 'yjs';
import type { TextFingerprint } from '../../shared/protocol/presence.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { fingerprint, TextCheck } from './textCheck.ts';

describe('the check of a text against the others’', () => {
  it('gives replicas with the same edits the same fingerprint, in whatever order they came', () => {
    const authors = ['one', 'two', 'three'].map((word) => {
      const { doc, text } = replica();
      text.insert(0, word);
      text.delete(1, 1);
      return Y.encodeStateAsUpdate(doc);
    });
    const [first, second] = [authors, authors.toReversed()].map((updates) => {
      const { doc, text } = replica();
      for (const update of updates) Y.applyUpdate(doc, update);
      return fingerprint(text);
    });
    assert.deepEqual(first, second);
  });

  it('tells an insertion, a deletion and another text apart', () => {
    const { text } = replica();
    const seen = new Set<string>();
    for (const change of [() => text.insert(0, 'ab'), () => text.delete(0, 1), () => text.insert(1, 'b')]) {
      change();
      const { state, text: words } = fingerprint(text) ?? assert.fail('no fingerprint');
      seen.add(state).add(words);
    }
    assert.equal(seen.size, 6);
  });

  it('[T1] has nothing to say while the document waits for edits that it builds on', () => {
    const { doc, text } = replica();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    text.insert(0, 'a');
    text.insert(1, 'b');
    const other = replica();
    Y.applyUpdate(other.doc, updates[1] ?? assert.fail('no second update'));
    assert.equal(fingerprint(other.text), undefined);
  });

  it('[T1] says nothing while somebody is ahead, and nothing when they show the same', () => {
    const { anna, ben } = pair();
    anna.text.insert(0, 'a');
    anna.clock.advance(60_000);
    ben.check.heard(anna.published);
    ben.text.insert(0, 'b');
    ben.clock.advance(60_000);
    anna.check.heard(ben.published);
    sync(anna.doc, ben.doc);
    for (const one of [anna, ben]) one.clock.advance(60_000);
    ben.check.heard(anna.published);
    assert.deepEqual(anna.published.at(-1), ben.published.at(-1));
    assert.deepEqual([anna.mismatches, ben.mismatches], [0, 0]);
  });

  it('[T2] tells both, once, when one has got another text by the same edits', () => {
    const { anna, ben } = pair();
    anna.doc.on('update', (update: Uint8Array) => Y.applyUpdate(ben.doc, update));
    // The halves of a surrogate pair, one after the other: each is broken on the wire, but not at their author.
    anna.text.insert(0, '\ud83d');
    anna.text.insert(1, '\ude00');
    for (const one of [anna, ben]) one.clock.advance(60_000);
    for (let round = 0; round < 3; round++) {
      anna.check.heard(ben.published);
      ben.check.heard(anna.published);
    }
    assert.deepEqual([anna.mismatches, ben.mismatches], [1, 1]);
  });

  it('reads the document only when nobody has typed for a while, and not often in a busy room', () => {
    const { anna } = pair();
    const busy = (ms: number): void => {
      for (let passed = 0; passed < ms; passed += 1_000) {
        anna.text.insert(0, 'x');
        anna.clock.advance(1_000);
      }
    };
    busy(30_000);
    assert.deepEqual(anna.published, []);
    for (let burst = 0; burst < 12; burst++) {
      busy(1_000);
      anna.clock.advance(4_000);
    }
    assert.ok(anna.published.length >= 2 && anna.published.length <= 4, `${anna.published.length}`);
  });

  it('leaves no timer behind', () => {
    const { anna } = pair();
    anna.text.insert(0, 'x');
    anna.check.dispose();
    assert.equal(anna.clock.pending, 0);
  });
});

function replica(): { doc: Y.Doc; text: Y.Text } {
  const doc = new Y.Doc();
  return { doc, text: doc.getText('code') };
}

function pair() {
  const make = () => {
    const { doc, text } = replica();
    const clock = new ManualClock();
    const published: TextFingerprint[] = [];
    const person = { doc, text, clock, published, mismatches: 0 };
    const check = new TextCheck({
      text,
      clock,
      publish: (own) => published.push(own),
      onMismatch: () => person.mismatches++,
    });
    doc.on('update', () => check.changed());
    return Object.assign(person, { check });
  };
  return { anna: make(), ben: make() };
}

function sync(one: Y.Doc, other: Y.Doc): void {
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
}
