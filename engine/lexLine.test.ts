import assert from 'node:assert/strict';
import { languageFamilyOf } from './languageFamily.ts';
import { lexLine } from './lexLine.ts';

const texts = (line: string, language = 'typescript') =>
  lexLine(line, 0, languageFamilyOf(language)).tokens.map(({ text }) => text);

describe('the lexer', () => {
  it('separates words, numbers and operators, the longest operator first', () => {
    assert.deepEqual(texts('a1 ??= b_2.c3?.d === 0x1F >>> 2;'), [
      ...['a1', '??=', 'b_2', '.', 'c3', '?.', 'd', '===', '0x1F', '>>>', '2', ';'],
    ]);
    assert.deepEqual(texts('ch <- x := y::z->w', 'go'), ['ch', '<-', 'x', ':=', 'y', '::', 'z', '->', 'w']);
  });

  it('keeps hyphens in the words of languages that have them, and nowhere else', () => {
    assert.deepEqual(texts('margin-top: -1px', 'css'), ['margin-top', ':', '-', '1px']);
    assert.deepEqual(texts('a-b--', 'css'), ['a-b', '--']);
    assert.deepEqual(texts('a-b'), ['a', '-', 'b']);
  });

  it('loses nothing of any line', () => {
    for (const line of [
      '',
      '   ',
      '\t',
      ' a  b ',
      'größe = "漢字😀"',
      '\ud800x',
      '\0\x01',
      '"""doc"""',
      'x\r',
    ]) {
      const { tokens, trailing } = lexLine(line, 0, languageFamilyOf('python'));
      assert.equal(tokens.map(({ blank, text }) => blank + text).join('') + trailing, line);
    }
  });

  it('stops at as many tokens as it is told to', () => {
    assert.equal(lexLine('a '.repeat(100_000), 0, languageFamilyOf('x'), 7).tokens.length, 7);
  });
});
