import assert from 'node:assert/strict';
import { MARK, NUMBER, WORD } from './tokenKind.ts';
import { Vocabulary } from './vocabulary.ts';

describe('the vocabulary', () => {
  it('gives a token one number for as long as somebody uses it, and the number away afterwards', () => {
    const vocabulary = new Vocabulary();
    const first = vocabulary.retain('alpha', WORD);
    assert.equal(vocabulary.retain('alpha', WORD), first);
    vocabulary.release(first);
    assert.equal(vocabulary.retain('alpha', WORD), first);
    vocabulary.release(first);
    vocabulary.release(first);
    assert.equal(vocabulary.retain('beta', WORD), first);
    assert.equal(vocabulary.textOf(first), 'beta');
  });

  it('does not grow with what was typed and deleted', () => {
    const vocabulary = new Vocabulary();
    const { size } = vocabulary;
    for (let i = 0; i < 10_000; i++) vocabulary.release(vocabulary.retain(`word${i}`, WORD));
    assert.equal(vocabulary.size, size);
  });

  it('gives names one shape, numbers another, and keeps reserved words and operators apart', () => {
    const vocabulary = new Vocabulary();
    const shape = (text: string, kind: typeof WORD | typeof NUMBER | typeof MARK) =>
      vocabulary.shapeOf(vocabulary.retain(text, kind));
    assert.equal(shape('alpha', WORD), shape('beta', WORD));
    assert.equal(shape('1', NUMBER), shape('2', NUMBER));
    assert.equal(
      new Set([shape('alpha', WORD), shape('1', NUMBER), shape('if', WORD), shape('(', MARK)]).size,
      4,
    );
  });
});
