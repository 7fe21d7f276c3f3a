import assert from 'node:assert/strict';
import { documentKey, type DocumentKey } from './documentKey.ts';
import { DocumentRegistry } from './documentRegistry.ts';

const key = (path: string): DocumentKey =>
  documentKey({ scheme: 'file', authority: '', path, query: '' }, { ignoresCase: false });

describe('the registry of shared documents', () => {
  it('[DR1] gives a document to the room that claims it first, and to no other', () => {
    const registry = new DocumentRegistry<string>();
    assert.equal(registry.claim(key('/a'), 'first'), true);
    assert.equal(registry.claim(key('/a'), 'first'), true);
    assert.equal(registry.claim(key('/a'), 'second'), false);
    assert.equal(registry.at(key('/a')), 'first');
  });

  it('[DR2] keeps both documents of a room while it moves, and one afterwards', () => {
    const registry = new DocumentRegistry<string>();
    registry.claim(key('/old'), 'room');
    registry.claim(key('/new'), 'room');
    assert.deepEqual([registry.at(key('/old')), registry.at(key('/new'))], ['room', 'room']);
    registry.settle(key('/new'), 'room');
    assert.deepEqual([registry.at(key('/old')), registry.at(key('/new'))], [undefined, 'room']);
  });

  it('[DR1] moves no room into a document that it has not claimed', () => {
    const registry = new DocumentRegistry<string>();
    registry.claim(key('/a'), 'first');
    registry.claim(key('/b'), 'second');
    assert.throws(() => registry.settle(key('/b'), 'first'));
    assert.equal(registry.at(key('/b')), 'second');
  });

  it('frees every document of a room that is left', () => {
    const registry = new DocumentRegistry<string>();
    registry.claim(key('/old'), 'room');
    registry.claim(key('/new'), 'room');
    registry.release('room');
    assert.equal(registry.claim(key('/old'), 'other'), true);
    assert.equal(registry.claim(key('/new'), 'other'), true);
  });
});
