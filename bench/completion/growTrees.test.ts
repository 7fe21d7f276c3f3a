import assert from 'node:assert/strict';
import { BoostedTrees } from '../../engine/boostedTrees.ts';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import { ExampleTable } from './exampleTable.ts';
import { growTrees } from './growTrees.ts';

const OPTIONS = { trees: 40, depth: 3, learningRate: 0.3, sample: 0.8, seed: 1 };

/** Right with the probability of `likely`, which the first two features tell together; the third is noise. */
function examplesFrom(seed: number): { examples: ExampleTable; likely: number[] } {
  const random = seededRandom(seed);
  const examples = new ExampleTable(3);
  const likely: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    const [a, b] = [random.next(), random.int(2)];
    const p = b === 1 ? a : 0.1;
    likely.push(p);
    examples.add(Float64Array.from([a, b, random.next()]), random.chance(p));
  }
  return { examples, likely };
}

describe('the trees that are grown', () => {
  it('are read by the engine as they were written, and tell probabilities rather than verdicts', function () {
    const { examples, likely } = examplesFrom(seedFor(this.test!.fullTitle()));
    const trees = new BoostedTrees(growTrees(examples, ['a', 'b', 'noise'], OPTIONS), ['a', 'b', 'noise']);
    let error = 0;
    likely.forEach((p, row) => {
      const values = Float64Array.from([0, 1, 2], (feature) => examples.valueAt(row, feature));
      error += Math.abs(trees.probability(values) - p);
    });
    assert.ok(error / likely.length < 0.05, `${error / likely.length} off on average`);
  });

  it('are the same for the same examples and seed', () => {
    const { examples } = examplesFrom(5);
    const grow = () => JSON.stringify(growTrees(examples, ['a', 'b', 'noise'], OPTIONS));
    assert.equal(grow(), grow());
  });

  it('do without features that tell nothing', () => {
    const examples = new ExampleTable(2);
    for (let i = 0; i < 1_000; i++) examples.add(Float64Array.from([1, 1]), i % 4 === 0);
    const trees = new BoostedTrees(growTrees(examples, ['a', 'b'], OPTIONS), ['a', 'b']);
    assert.ok(Math.abs(trees.probability(Float64Array.from([1, 1])) - 0.25) < 0.01);
  });
});
