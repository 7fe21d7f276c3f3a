import assert from 'node:assert/strict';
import type { RequestedReplace } from '../ports.ts';
import { attribute } from './attribution.ts';

const request: readonly RequestedReplace[] = [
  { offset: 2, length: 0, text: 'one', deleted: '', as: 'insert' },
  { offset: 8, length: 1, text: 'two', deleted: 'x', as: 'replace' },
];

describe('whose event it is', () => {
  it('is ours when it holds everything asked for', () => {
    assert.equal(attribute(request.toReversed(), request), 'ours');
  });

  it('is ours when more rides along', () => {
    assert.equal(attribute([...request.toReversed(), { offset: 0, length: 1, text: '' }], request), 'ours');
  });

  it('is altered when something of it is missing', () => {
    assert.equal(attribute([{ offset: 2, length: 7, text: 'one......two' }], request), 'altered');
  });

  it('is foreign when nothing of it is there', () => {
    assert.equal(attribute([{ offset: 2, length: 0, text: 'k' }], request), 'foreign');
  });

  it('needs as many replacements as were asked for, also when they look alike', () => {
    const twice = [request[0]!, request[0]!];
    assert.notEqual(attribute([request[0]!], twice), 'ours');
  });
});
