import assert from 'node:assert/strict';
import { trackRange, type Place, type PlacedChange, type PlaceRange } from './trackedRange.ts';

const at = (line: number, character: number): Place => ({ line, character });
const range = (start: Place, end = start): PlaceRange => ({ start, end });
const change = (start: Place, end: Place, text: string): PlacedChange => ({ range: { start, end }, text });

describe('a drawn range', () => {
  const caret = range(at(3, 5));

  it('is pushed by what is inserted at a caret, as VS Code does it', () => {
    assert.deepEqual(trackRange(caret, [change(at(3, 5), at(3, 5), 'ab')]), range(at(3, 7)));
    assert.deepEqual(trackRange(caret, [change(at(3, 5), at(3, 5), 'a\r\nbc')]), range(at(4, 2)));
  });

  it('neither grows at its start nor at its end', () => {
    const selection = range(at(3, 5), at(4, 1));
    assert.deepEqual(trackRange(selection, [change(at(3, 5), at(3, 5), 'ab')]), range(at(3, 7), at(4, 1)));
    assert.deepEqual(trackRange(selection, [change(at(4, 1), at(4, 1), 'ab')]), selection);
  });

  it('moves with lines that come and go above it', () => {
    assert.deepEqual(trackRange(caret, [change(at(0, 0), at(0, 0), 'x\ny\n')]), range(at(5, 5)));
    assert.deepEqual(trackRange(caret, [change(at(1, 2), at(3, 1), '')]), range(at(1, 6)));
    assert.deepEqual(trackRange(caret, [change(at(3, 0), at(3, 2), 'long')]), range(at(3, 7)));
    assert.deepEqual(trackRange(caret, [change(at(3, 6), at(9, 0), '')]), caret);
  });

  it('goes to where a deletion began that it was in', () => {
    assert.deepEqual(trackRange(caret, [change(at(3, 2), at(3, 5), '')]), range(at(3, 2)));
    assert.deepEqual(trackRange(caret, [change(at(2, 2), at(4, 5), '')]), range(at(2, 2)));
  });

  it('takes the changes of an event one after the other', () => {
    const changes = [change(at(3, 5), at(3, 5), 'b'), change(at(3, 0), at(3, 0), 'a')];
    assert.deepEqual(trackRange(caret, changes), range(at(3, 7)));
  });

  it('is not known at the edge of a replacement', () => {
    assert.equal(trackRange(caret, [change(at(3, 5), at(3, 6), 'xy')]), undefined);
    assert.equal(trackRange(caret, [change(at(3, 1), at(3, 5), 'xy')]), undefined);
  });
});
