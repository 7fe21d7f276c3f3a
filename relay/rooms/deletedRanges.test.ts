import assert from 'node:assert/strict';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import { DeletedRanges } from './deletedRanges.ts';
import { sortRanges } from './ranges.ts';

describe('which clocks are deleted', () => {
  it('is known as if each clock were looked at, however ranges overlap, touch and come', function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    for (let round = 0; round < 300; round++) {
      const deleted = new DeletedRanges();
      const clocks = new Set<number>();
      for (let step = 0; step < 20; step++) {
        // One of them is put in, more than a few are merged.
        const pairs = Array.from({ length: random.chance(0.5) ? 1 : 1 + random.int(20) }, () => {
          const start = random.int(200);
          return [start, start + 1 + random.int(6)] as const;
        });
        for (const [start, end] of pairs) for (let clock = start; clock < end; clock++) clocks.add(clock);
        deleted.add(7, sortRanges(Uint32Array.from(pairs.flat())));
        for (let question = 0; question < 20; question++) {
          const from = random.int(210);
          const to = from + 1 + random.int(8);
          let expected = 0;
          for (let clock = from; clock < to; clock++) if (!clocks.has(clock)) expected++;
          assert.equal(deleted.unitsLeft(7, from, to), expected, `${from} to ${to}`);
        }
        assert.equal(deleted.units, clocks.size);
        assert.equal(new DeletedRanges(deleted.pack()).units, clocks.size);
      }
      assert.equal(deleted.unitsLeft(8, 0, 1), 1);
    }
  });

  it('sorts and joins half a million ranges as written by nobody honest', () => {
    const pairs = Uint32Array.from({ length: 1_000_000 }, (_, i) => (((i >> 1) * 7_919) % 500_000) + (i & 1));
    assert.deepEqual([...sortRanges(pairs)], [0, 500_000]);
  });
});
