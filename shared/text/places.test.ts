import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineStarts, offsetAt, placeAt } from './places.ts';
import { splitsPair } from './surrogates.ts';

const TEXT = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '😀', '\ud83d'), maxLength: 20 });

describe('lines and columns', () => {
  it('count the line breaks before an offset, and the units behind the last of them', () => {
    fc.assert(
      fc.property(TEXT, fc.nat({ max: 20 }), (text, at) => {
        const offset = Math.min(at, text.length);
        const lines = text.slice(0, offset).split('\n');
        assert.deepEqual(placeAt(lineStarts(text), offset), {
          line: lines.length - 1,
          column: lines.at(-1)?.length,
        });
      }),
    );
  });

  it('lead back to the offset that they came from, or out of the pair that it splits', () => {
    fc.assert(
      fc.property(TEXT, fc.nat({ max: 20 }), (text, at) => {
        const offset = Math.min(at, text.length);
        const { line, column } = placeAt(lineStarts(text), offset);
        assert.equal(offsetAt(text, line, column), splitsPair(text, offset) ? offset - 1 : offset);
      }),
    );
  });

  it('end with their line, and with the text', () => {
    fc.assert(
      fc.property(TEXT, fc.nat({ max: 6 }), fc.nat({ max: 25 }), (text, line, column) => {
        const lines = text.split('\n');
        const start = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
        const end = line < lines.length ? start + (lines[line]?.length ?? 0) : text.length;
        const offset = Math.min(start + column, end);
        assert.equal(offsetAt(text, line, column), splitsPair(text, offset) ? offset - 1 : offset);
      }),
    );
  });
});
