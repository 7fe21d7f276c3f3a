import assert from 'node:assert/strict';
import { ALREADY_HERE_MS, BACK_WITHIN_MS, Comings } from './comings.ts';

describe('who comes and goes', () => {
  const [anna, ben] = [
    { id: 1, name: 'Anna' },
    { id: 2, name: 'Ben' },
  ];
  const settled = (): Comings => {
    const comings = new Comings();
    assert.deepEqual(comings.look([anna], true, 0).joined, [], 'Anna was there already');
    return comings;
  };

  it('is told once each', () => {
    const comings = settled();
    assert.deepEqual(comings.look([anna, ben], true, ALREADY_HERE_MS).joined, ['Ben']);
    assert.deepEqual(comings.look([anna, ben], true, ALREADY_HERE_MS + 1).joined, []);
    const gone = comings.look([anna], true, 10_000);
    assert.deepEqual([gone.left, gone.lookAgainMs], [[], BACK_WITHIN_MS]);
    assert.deepEqual(comings.look([anna], true, 10_000 + BACK_WITHIN_MS).left, ['Ben']);
    assert.deepEqual(comings.look([anna], true, 10_001 + BACK_WITHIN_MS).left, []);
  });

  it('is not told of a connection that broke for a moment, theirs or one’s own', () => {
    const comings = settled();
    comings.look([], true, 10_000);
    assert.deepEqual(comings.look([anna], true, 10_000 + BACK_WITHIN_MS - 1).joined, []);
    comings.look([], false, 50_000);
    const back = comings.look([], true, 90_000);
    assert.deepEqual([back.left, back.joined], [[], []]);
    assert.deepEqual(comings.look([anna], true, 90_100).joined, []);
  });

  it('does not take those for newcomers who came while one was offline', () => {
    const comings = settled();
    comings.look([], false, 10_000);
    assert.deepEqual(comings.look([anna, ben], true, 20_000).joined, []);
  });
});
