import assert from 'node:assert/strict';
import { isSamePlace, typedBetween } from './cursorPlace.ts';
import { placeAt } from '../../test/support/completionPlaces.ts';

describe('a place for completions', () => {
  it('is the same wherever lines are put in, farther away than two', () => {
    const here = placeAt('a\nb\nc\nlet x|;\nd\ne\nf');
    assert.ok(isSamePlace(here, placeAt('more\na\nchanged\nb\nc\nlet x|;\nd\ne\nelse')));
    assert.ok(!isSamePlace(here, placeAt('a\nb\nC\nlet x|;\nd\ne\nf')));
    assert.ok(!isSamePlace(here, placeAt('a\nb\nc\nlet x|;\nD\ne\nf')));
    assert.ok(!isSamePlace(here, placeAt('a\nb\nc\nlet x|; \nd\ne\nf')));
    assert.ok(!isSamePlace(here, placeAt('a\nb\nc\nlet x|;\nd\ne\nf', 'file:///b.js')));
  });

  it('tells what was typed since, also over lines', () => {
    const start = placeAt('a\nb\nlet |\nend');
    assert.equal(typedBetween(start, placeAt('a\nb\nlet x = 1|\nend')), 'x = 1');
    assert.equal(typedBetween(start, placeAt('a\nb\nlet x = {\n  y\n|\nend')), 'x = {\n  y\n');
    assert.equal(typedBetween(start, placeAt('a\nb\nle|\nend')), undefined);
    assert.equal(typedBetween(start, placeAt('other\nb\nlet x|\nend')), undefined);
  });

  it('does not mind what the editor closes by itself', () => {
    const start = placeAt('f|;');
    assert.equal(typedBetween(start, placeAt('f("|");')), '("');
    assert.equal(typedBetween(start, placeAt('f(| x);')), undefined);
  });
});
