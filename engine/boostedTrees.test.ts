import assert from 'node:assert/strict';
import { BoostedTrees, type StoredTrees } from './boostedTrees.ts';

/** One tree of depth 2: the first feature at 0.5, then the second at 10, or the first at 2. */
const STORED: StoredTrees = {
  features: ['first', 'second'],
  depth: 2,
  trees: 1,
  base: -1,
  leafScale: 0.001,
  cuts: [[0.5, 2], [10]],
  nodes: Buffer.from([0, 0, 1, 0, 0, 1]).toString('base64'),
  leaves: Buffer.from(Int16Array.from([1_000, -2_000, 3_000, 12_000]).buffer).toString('base64'),
};
const NAMES = ['first', 'second'];

describe('boosted trees', () => {
  it('add up the leaves that the values lead to; a value at a cut goes left', () => {
    const trees = new BoostedTrees(STORED, NAMES);
    const at = (first: number, second: number) => {
      const p = trees.probability(Float64Array.from([first, second]));
      return Math.round(Math.log(p / (1 - p)));
    };
    assert.equal(at(0, 10), 0);
    assert.equal(at(0.5, 11), -3);
    assert.equal(at(2, 99), 2);
    assert.equal(at(2.1, 0), 11);
  });

  it('refuse a model for other features, and one that is cut short or points nowhere', () => {
    assert.throws(() => new BoostedTrees(STORED, ['second', 'first']), /other features/);
    for (const damaged of [
      { leaves: STORED.leaves.slice(0, 4) },
      { nodes: STORED.nodes.slice(0, 4) },
      { trees: 2 },
      { cuts: [[0.5], [10]] },
    ])
      assert.throws(() => new BoostedTrees({ ...STORED, ...damaged }, NAMES), /damaged/);
  });
});
