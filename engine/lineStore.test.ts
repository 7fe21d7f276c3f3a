import assert from 'node:assert/strict';
import { seededRandom, seedFor } from '../test/support/seed.ts';
import { LineStore } from './lineStore.ts';

const store = (text: string) => new LineStore(text, (line) => ({ text: line }));
const textOf = (lines: LineStore<{ text: string }>) => lines.all.map(({ text }) => text).join('\n');

describe('the lines of a document', () => {
  it('are those of the edited text, whatever is edited', function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    let text = 'one\ntwo\n\nfour';
    const lines = store(text);
    for (let i = 0; i < 3_000; i++) {
      const offset = random.int(text.length + 1);
      const deleted = random.chance(0.6) ? 0 : random.int(Math.min(30, text.length - offset) + 1);
      const inserted = random.pick(['', 'x', '\n', 'ab\n\ncd', '\n\n', '😀']);
      text = text.slice(0, offset) + inserted + text.slice(offset + deleted);
      lines.edit(offset, deleted, inserted);
      assert.equal(textOf(lines), text);
      const probe = random.int(text.length + 1);
      const { index, start } = lines.locate(probe);
      assert.equal(index, text.slice(0, probe).split('\n').length - 1);
      assert.equal(start, text.slice(0, probe).lastIndexOf('\n') + 1);
    }
  });

  it('are found at every offset of the text, and nowhere else', () => {
    const lines = store('ab\n\nc');
    assert.deepEqual(
      [0, 2, 3, 4, 5].map((offset) => lines.locate(offset).index),
      [0, 0, 1, 2, 2],
    );
    for (const offset of [-1, 6, 0.5, NaN]) assert.throws(() => lines.locate(offset), RangeError);
    assert.throws(() => lines.edit(4, 2, ''), RangeError);
    assert.equal(textOf(lines), 'ab\n\nc');
  });

  it('take a paste of more lines than a call takes arguments', () => {
    const lines = store('first\nlast');
    lines.edit(5, 0, '\nx'.repeat(200_000));
    assert.equal(lines.count, 200_002);
    assert.equal(lines.at(200_001)?.text, 'last');
  });
});
