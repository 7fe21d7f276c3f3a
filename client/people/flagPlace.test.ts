import assert from 'node:assert/strict';
import fc from 'fast-check';
import { columnAt, placeFlag, type FlagRequest } from './flagPlace.ts';

const request = (lines: readonly string[], line: number, character: number): FlagRequest => ({
  line,
  character,
  text: 'Anna',
  lineText: (at) => (at === lines.length ? '' : lines[at]),
  tabSize: 4,
  isWrapping: false,
  taken: [],
});

describe('the place of a name', () => {
  it('is above the caret where that line has ended, or is blank there', () => {
    assert.equal(placeFlag(request(['short', 'a longer line'], 1, 8)).place, 'above');
    assert.equal(placeFlag(request(['', 'text', ''], 1, 0)).place, 'above');
    assert.equal(placeFlag(request(['                  x', 'text'], 1, 2)).place, 'above');
  });

  it('is below on the first line, and where there is text above', () => {
    assert.equal(placeFlag(request(['first', ''], 0, 3)).place, 'below');
    assert.equal(placeFlag(request(['all of this is text', 'first', 'x'], 1, 3)).place, 'below');
    assert.equal(placeFlag(request(['all of this is text', 'the last line'], 1, 3)).place, 'below');
  });

  it('is behind the line where there is text above and below', () => {
    const text = 'all of this is text';
    const { place, takes } = placeFlag(request([text, text, text], 1, 3));
    assert.equal(place, 'end');
    assert.ok(takes.from >= text.length);
  });

  it('counts tabs and wide characters as the editor shows them', () => {
    assert.equal(columnAt('\tx', 1, 4), 4);
    assert.equal(columnAt('ab\tx', 3, 4), 4);
    assert.equal(columnAt('李a', 1, 4), 2);
    assert.equal(columnAt('👩a', 2, 4), 2);
    // The caret stands behind two tabs, so at column 8; the text above ends at 5, or goes on there.
    assert.equal(placeFlag(request(['12345', '\t\tx', 'x'], 1, 2)).place, 'above');
    assert.equal(placeFlag(request(['1\t2345', '\t\tx', 'x'], 1, 2)).place, 'above');
    assert.equal(placeFlag(request(['1\t23456', '\t\tx', 'x'], 1, 2)).place, 'below');
  });

  it('is not where another name is, nor where the person types', () => {
    const lines = ['', 'text', ''];
    const first = placeFlag(request(lines, 1, 2));
    const second = placeFlag({ ...request(lines, 1, 4), taken: [first.takes] });
    assert.deepEqual([first.place, second.place], ['above', 'below']);
    const third = placeFlag({ ...request(lines, 1, 3), taken: [first.takes, second.takes] });
    assert.equal(third.place, 'end');
  });

  it('stays where it was as long as it can', () => {
    const lines = ['', 'text', ''];
    assert.equal(placeFlag({ ...request(lines, 1, 2), last: 'below' }).place, 'below');
    assert.equal(placeFlag({ ...request(['', 'text', 'text'], 1, 2), last: 'below' }).place, 'above');
  });

  it('is behind a line that may be wrapped: what is above its end then is the line itself', () => {
    const long = request(['', 'x'.repeat(200), ''], 1, 190);
    assert.equal(placeFlag(long).place, 'above');
    assert.equal(placeFlag({ ...long, isWrapping: true }).place, 'end');
  });

  it('never covers a character, whatever the lines are', () => {
    const line = fc.string({ unit: fc.constantFrom(' ', '\t', 'x', '李'), maxLength: 24 });
    fc.assert(
      fc.property(line, line, line, fc.nat(24), (above, own, below, at) => {
        const lines = [above, own, below];
        const character = Math.min(at, own.length);
        const { takes, place } = placeFlag(request(lines, 1, character));
        if (place === 'end') return;
        const text = lines[takes.line] ?? '';
        for (let unit = 0; unit < text.length; unit++) {
          const from = columnAt(text, unit, 4);
          const to = columnAt(text, unit + 1, 4);
          const isCovered = from < takes.to && to > takes.from;
          assert.ok(!isCovered || /\s/.test(text[unit] ?? ''), JSON.stringify([lines, character, takes]));
        }
      }),
    );
  });
});
