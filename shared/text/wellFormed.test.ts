import assert from 'node:assert/strict';
import { apply } from './delta.ts';
import { fromReplaces } from './replaces.ts';
import { makeWellFormed } from './wellFormed.ts';

describe('making a change well formed', () => {
  it('replaces halves of surrogate pairs and tells how to repair the document', () => {
    const typed = fromReplaces([{ offset: 1, length: 0, text: 'x\ud83dy' }]);
    const { delta, repair } = makeWellFormed(typed);
    assert.equal(apply(delta, 'ab'), 'ax\ufffdyb');
    assert.equal(apply(repair, apply(typed, 'ab')), apply(delta, 'ab'));
  });

  it('leaves whole pairs alone', () => {
    const typed = fromReplaces([{ offset: 0, length: 0, text: '😀' }]);
    assert.deepEqual(makeWellFormed(typed), { delta: typed, repair: [] });
  });
});
