import assert from 'node:assert/strict';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import { textDifference } from './textDifference.ts';

describe('text difference', () => {
  it('is empty for equal texts', () => assert.deepEqual(textDifference('abc', 'abc'), []));

  it('touches only what differs', () => {
    assert.deepEqual(textDifference('one two three', 'one 2 three'), [
      { offset: 4, length: 3, text: '2', deleted: 'two' },
    ]);
    const edits = textDifference('a = 1\nb = 2\nc = 3\n', 'a = 9\nb = 2\nc = 8\n');
    assert.deepEqual(edits, [
      { offset: 4, length: 1, text: '9', deleted: '1' },
      { offset: 16, length: 1, text: '8', deleted: '3' },
    ]);
  });

  it('never cuts a surrogate pair', () => {
    // Both begin with the same first half, and both end with the same second half.
    for (const [before, after] of [
      ['\u{1F600}', '\u{1F601}'],
      ['\u{1F600}', '\u{1FA00}'],
      ['x\u{1F600}\u{1F600}y', 'x\u{1F600}y'],
    ] as const) {
      for (const { offset, length, text } of textDifference(before, after)) {
        assert.ok(text.isWellFormed() && before.slice(offset, offset + length).isWellFormed());
      }
      assert.equal(applied(before, after), after);
    }
  });

  it('makes the one text of the other, for random texts', function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const words = ['a', 'bb', '\n', ' ', '\u{1F600}', '\u{1F601}', '\u{1FA00}', 'let x = 1;\n', 'é', '\n\n'];
    for (let round = 0; round < 500; round++) {
      const pick = () => random.pick(words);
      const list = Array.from({ length: random.int(60) }, pick);
      const changed = list.flatMap((word) =>
        random.chance(0.1)
          ? []
          : random.chance(0.1)
            ? [word, pick()]
            : random.chance(0.1)
              ? [pick()]
              : [word],
      );
      const [before, after] = [list.join(''), changed.join('')];
      assert.equal(applied(before, after), after);
    }
  });

  it('takes bounded time for large texts without anything in common', () => {
    const before = Array.from({ length: 60_000 }, (_, i) => `old ${i}\n`).join('');
    const after = Array.from({ length: 60_000 }, (_, i) => `${i} new\n`).join('');
    const start = performance.now();
    assert.equal(applied(before, after), after);
    assert.ok(performance.now() - start < 5_000);
  });

  it('takes bounded time for many places that each have nothing in common', () => {
    const random = seededRandom(1);
    const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const noise = () => Array.from({ length: 9_900 }, () => random.pick(letters)).join('');
    const text = () => Array.from({ length: 150 }, (_, i) => `${noise()}\n===== ${i}\n`).join('');
    const [before, after] = [text(), text()];
    const start = performance.now();
    assert.equal(applied(before, after), after);
    assert.ok(performance.now() - start < 5_000);
  });
});

function applied(before: string, after: string): string {
  let text = before;
  for (const edit of textDifference(before, after).reverse()) {
    text = text.slice(0, edit.offset) + edit.text + text.slice(edit.offset + edit.length);
  }
  return text;
}
