import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply } from './delta.ts';
import { difference, refine } from './refine.ts';
import { fromReplaces, toReplaces, trimReplace } from './replaces.ts';
import { splitsPair } from './surrogates.ts';
import { makeWellFormed } from './wellFormed.ts';

const TEXT = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', '😀', '😁', '👍'), maxLength: 40 });

describe('difference', () => {
  it('leads from one text to the other and never cuts a character in two', () => {
    fc.assert(
      fc.property(TEXT, TEXT, (before, after) => {
        const change = difference(before, after);
        assert.equal(apply(change, before), after);
        for (const { offset, length } of toReplaces(change)) {
          assert.ok(!splitsPair(before, offset) && !splitsPair(before, offset + length));
        }
      }),
    );
  });

  it('touches only what differs in a long text', () => {
    const lines = Array.from({ length: 3_000 }, (_, k) => `line ${k}\n`);
    const changed = lines.with(10, 'line ten\n').with(2_900, 'another\n');
    const change = difference(lines.join(''), changed.join(''));
    assert.equal(apply(change, lines.join('')), changed.join(''));
    const touched = toReplaces(change).reduce((sum, { length }) => sum + length, 0);
    assert.ok(touched < 30, `touches ${touched} units`);
  });

  it('takes the plain replacement when the texts have nothing in common', () => {
    const before = 'abc'.repeat(3_000);
    const after = 'xyz'.repeat(3_000);
    assert.equal(toReplaces(difference(before, after)).length, 1);
  });
});

describe('refine', () => {
  it('shows a formatter’s replacement as what it really changes', () => {
    const before = 'function a(){return 1}\nfunction b(){return 2}\n';
    const after = 'function a() {\n  return 1;\n}\nfunction b() {\n  return 2;\n}\n';
    const change = fromReplaces([{ offset: 0, length: before.length, text: after }]);
    const refined = refine(change, reading(before), 16);
    assert.equal(apply(refined, before), after);
    assert.equal(
      toReplaces(refined).reduce((sum, { length }) => sum + length, 0),
      0,
    );
  });

  it('finds nothing in a character that is typed over itself', () => {
    assert.deepEqual(refine(fromReplaces([{ offset: 1, length: 1, text: ')' }]), reading('()'), 16), []);
  });
});

describe('trimming a replacement', () => {
  it('never cuts a surrogate pair in two', () => {
    const { offset, deleted, text } = trimReplace({ offset: 5, length: 2, deleted: '😀', text: '😁' });
    assert.deepEqual({ offset, deleted, text }, { offset: 5, deleted: '😀', text: '😁' });
  });
});

describe('making a change well formed', () => {
  it('replaces halves of surrogate pairs and tells how to repair the document', () => {
    const typed = fromReplaces([{ offset: 1, length: 0, text: 'x\ud83dy' }]);
    const { delta, repair } = makeWellFormed(typed);
    assert.equal(apply(delta, 'ab'), 'ax\ufffdyb');
    assert.equal(apply(repair, apply(typed, 'ab')), apply(delta, 'ab'));
  });

  it('leaves whole pairs alone', () => {
    const typed = fromReplaces([{ offset: 0, length: 0, text: '😀' }]);
    assert.deepEqual(makeWellFormed(typed), { delta: typed, repair: [] });
  });
});

function reading(text: string): (offset: number, length: number) => string {
  return (offset, length) => text.slice(offset, offset + length);
}
