import assert from 'node:assert/strict';
import { fitToCursor } from './fitToCursor.ts';
import { offer, placeAt } from '../../test/support/completionPlaces.ts';

const fit = (marked: string, text: string, isMultiline = true) =>
  fitToCursor(offer(text), placeAt(marked), isMultiline)?.text;

describe('an offer at the cursor', () => {
  it('leaves out what is behind the cursor already', () => {
    assert.equal(fit('run(|)', 'first)'), 'first');
    assert.equal(fit('run(|);', 'first);'), 'first');
    assert.equal(fit("log('|')", "hello')"), 'hello');
    assert.equal(fit('a = | + c', 'b + c'), 'b');
  });

  it('keeps a bracket that closes one of its own', () => {
    assert.equal(fit('run(|)', 'first(x)'), 'first(x)');
    assert.equal(fit('run(|)', 'first(x))'), 'first(x)');
  });

  it('ends before what the next line says', () => {
    assert.equal(fit('  |\n  return x;', 'return x;'), undefined);
    assert.equal(fit('  |\n  return x;', 'return y;'), 'return y;');
  });

  it('has no blank end, and no more lines than wanted', () => {
    assert.equal(fit('|', 'a  \n'), 'a');
    assert.equal(fit('|', '  '), undefined);
    assert.equal(fit('|', 'a {\n  b\n}'), 'a {\n  b\n}');
    assert.equal(fit('|', 'a {\n  b\n}', false), 'a {');
  });
});
