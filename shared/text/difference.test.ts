import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply } from './delta.ts';
import { EDITOR_BOUNDS } from '../../client/binding/differenceBounds.ts';
import { difference, refine } from './difference.ts';
import { fromReplaces, toReplaces, trimReplace } from './replaces.ts';
import { splitsPair } from './surrogates.ts';

const TEXT = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', '😀', '😁', '👍'), maxLength: 40 });

describe('difference', () => {
  it('leads from one text to the other and never cuts a character in two', () => {
    fc.assert(
      fc.property(TEXT, TEXT, (before, after) => {
        const replaces = difference(before, after, EDITOR_BOUNDS);
        assert.equal(apply(fromReplaces(replaces), before), after);
        for (const { offset, length, text, deleted } of replaces) {
          assert.ok(!splitsPair(before, offset) && !splitsPair(before, offset + length));
          assert.ok(text.isWellFormed());
          assert.equal(deleted, before.slice(offset, offset + length));
        }
      }),
    );
  });

  it('lists replacements that ascend and are apart, and none that does nothing', () => {
    fc.assert(
      fc.property(TEXT, TEXT, (before, after) => {
        const replaces = difference(before, after, EDITOR_BOUNDS);
        for (const [k, { offset, length, text }] of replaces.entries()) {
          const last = replaces[k - 1];
          assert.ok(last === undefined || last.offset + last.length < offset);
          assert.ok(length > 0 || text !== '');
        }
      }),
    );
  });

  it('compares by lines first as well as by characters alone', () => {
    const byLines = { ...EDITOR_BOUNDS, maxUnitsWithoutLines: 0 };
    fc.assert(
      fc.property(TEXT, TEXT, (before, after) => {
        assert.equal(apply(fromReplaces(difference(before, after, byLines)), before), after);
      }),
    );
  });

  it('replaces the text between the common ends in one piece when its time is over', () => {
    fc.assert(
      fc.property(TEXT, TEXT, (before, after) => {
        const replaces = difference(before, after, EDITOR_BOUNDS, performance.now());
        const whole = { offset: 0, length: before.length, text: after, deleted: before };
        assert.deepEqual(replaces, before === after ? [] : [trimReplace(whole)]);
      }),
    );
  });

  it('touches only what differs in a long text', () => {
    const lines = Array.from({ length: 3_000 }, (_, k) => `line ${k}\n`);
    const changed = lines.with(10, 'line ten\n').with(2_900, 'another\n');
    const replaces = difference(lines.join(''), changed.join(''), EDITOR_BOUNDS);
    assert.equal(apply(fromReplaces(replaces), lines.join('')), changed.join(''));
    const touched = replaces.reduce((sum, { length }) => sum + length, 0);
    assert.ok(touched < 30, `touches ${touched} units`);
  });

  it('takes the plain replacement when the texts have nothing in common', () => {
    const before = 'abc'.repeat(3_000);
    const after = 'xyz'.repeat(3_000);
    assert.equal(difference(before, after, EDITOR_BOUNDS).length, 1);
  });
});

describe('refine', () => {
  it('shows a formatter’s replacement as what it really changes', () => {
    const before = 'function a(){return 1}\nfunction b(){return 2}\n';
    const after = 'function a() {\n  return 1;\n}\nfunction b() {\n  return 2;\n}\n';
    const change = fromReplaces([{ offset: 0, length: before.length, text: after }]);
    const refined = refine(change, reading(before), 16, EDITOR_BOUNDS);
    assert.equal(apply(refined, before), after);
    assert.equal(
      toReplaces(refined).reduce((sum, { length }) => sum + length, 0),
      0,
    );
  });

  it('finds nothing in a character that is typed over itself', () => {
    assert.deepEqual(
      refine(fromReplaces([{ offset: 1, length: 1, text: ')' }]), reading('()'), 16, EDITOR_BOUNDS),
      [],
    );
  });
});

describe('trimming a replacement', () => {
  it('never cuts a surrogate pair in two', () => {
    const { offset, deleted, text } = trimReplace({ offset: 5, length: 2, deleted: '😀', text: '😁' });
    assert.deepEqual({ offset, deleted, text }, { offset: 5, deleted: '😀', text: '😁' });
  });
});

function reading(text: string): (offset: number, length: number) => string {
  return (offset, length) => text.slice(offset, offset + length);
}
