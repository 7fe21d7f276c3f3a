import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  characterAt,
  firstUnits,
  isHighSurrogate,
  isLowSurrogate,
  splitsPair,
  wholeOffset,
} from './surrogates.ts';

/** Whole pairs, and halves of pairs in any order. */
const TEXT = fc.string({
  unit: fc.constantFrom(
    'a',
    '\n',
    '\ufffd',
    '\ud7ff',
    '\ue000',
    '😀',
    '\ud83d',
    '\ude00',
    '\udbff',
    '\udc00',
  ),
  maxLength: 12,
});

describe('surrogates', () => {
  it('tell the place inside a pair from all others', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        // Iterating a string gives whole pairs, and halves that have no other half.
        const ends = new Set<number>([0]);
        let end = 0;
        for (const character of text) ends.add((end += character.length));
        for (let offset = -1; offset <= text.length + 1; offset++) {
          const isInside = offset > 0 && offset < text.length && !ends.has(offset);
          assert.equal(splitsPair(text, offset), isInside);
          assert.equal(wholeOffset(text, offset), isInside ? offset - 1 : offset);
        }
      }),
    );
  });

  it('cut a text so that no pair is split, and as long as that allows', () => {
    fc.assert(
      fc.property(TEXT, fc.nat({ max: 14 }), (text, units) => {
        const first = firstUnits(text, units);
        assert.ok(text.startsWith(first) && !splitsPair(text, first.length));
        assert.ok(first.length >= Math.min(units, text.length) - 1);
        if (text.isWellFormed()) assert.ok(first.isWellFormed());
      }),
    );
  });

  it('give the character at a place whole', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        let offset = 0;
        for (const character of text) {
          assert.equal(characterAt(text, offset), character);
          offset += character.length;
        }
      }),
    );
  });

  it('are 1,024 first halves and 1,024 second ones', () => {
    const units = Array.from({ length: 0x10000 }, (_, unit) => unit);
    assert.equal(units.filter(isHighSurrogate).length, 1_024);
    assert.equal(units.filter(isLowSurrogate).length, 1_024);
    for (const unit of units) {
      const isHalf = !String.fromCharCode(unit).isWellFormed();
      assert.equal(isHighSurrogate(unit) || isLowSurrogate(unit), isHalf);
    }
  });
});
