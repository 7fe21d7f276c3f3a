import assert from 'node:assert/strict';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import { RangeList } from './rangeList.ts';
import type { Ranges } from './ranges.ts';

describe('ranges that grow', () => {
  it('are as if each clock were marked, in many blocks, too', function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const CLOCKS = 20_000;
    for (let round = 0; round < 3; round++) {
      const marks = new Uint8Array(CLOCKS + 200);
      // Every second clock: as many ranges as there can be.
      const scattered: number[] = [];
      for (let clock = 0; clock < CLOCKS; clock += 2) {
        scattered.push(clock, clock + 1);
        marks[clock] = 1;
      }
      const list = new RangeList(Uint32Array.from(scattered));
      for (let step = 0; step < 400; step++) {
        const start = random.int(CLOCKS);
        const end = start + 1 + random.int(random.chance(0.1) ? 150 : 6);
        marks.fill(1, start, end);
        list.add(Uint32Array.of(start, end));
        const from = random.int(CLOCKS);
        const to = from + 1 + random.int(100);
        const unmarked = marks.subarray(from, to).filter((mark) => mark === 0).length;
        assert.equal(list.unitsLeft(from, to), unmarked, `${from} to ${to}`);
      }
      assert.deepEqual(allOf(list), rangesOf(marks));
      assert.equal(list.count, allOf(list).length / 2);
      assert.equal(list.units, marks.filter((mark) => mark === 1).length);
      list.add(Uint32Array.of(0, CLOCKS + 200));
      assert.deepEqual([...allOf(list)], [0, CLOCKS + 200]);
    }
  });

  it('[H8] take as long to add to however many there are', () => {
    const cost = (known: number): number => {
      const list = new RangeList(evenRanges(known, 8));
      const add = (count: number, offset: number) => {
        for (let i = 0; i < count; i++) {
          const start = 8 * ((i * 7_919) % known) + offset;
          list.add(Uint32Array.of(start, start + 1));
        }
      };
      // Each block has grown once by then.
      add(20_000, 2);
      const before = process.cpuUsage().user;
      add(20_000, 4);
      return process.cpuUsage().user - before;
    };
    cost(10_000);
    const ratios = [1, 2, 3].map(() => cost(900_000) / cost(10_000)).sort((a, b) => a - b);
    // In one long array it was some hundred times as much.
    assert.ok(ratios[1]! < 20, `${ratios.join(', ')} times as much`);
  });

  it('take ten bytes each at most, none of them of the heap, when half a million are merged at a time', () => {
    const list = new RangeList();
    const before = process.memoryUsage();
    list.add(evenRanges(450_000, 4));
    list.add(evenRanges(450_000, 4, 2));
    globalThis.gc?.();
    const after = process.memoryUsage();
    assert.equal(list.count, 900_000);
    assert.ok(list.bytes <= 10 * 900_000, `${list.bytes} bytes`);
    assert.ok(
      after.heapUsed - before.heapUsed < 4 * 900_000,
      `${after.heapUsed - before.heapUsed} of the heap`,
    );
  });
});

/** So many of one clock, each so many behind the one before. */
function evenRanges(count: number, step: number, first = 0): Ranges {
  return Uint32Array.from({ length: 2 * count }, (_, i) => first + step * (i >> 1) + (i & 1));
}

function allOf(list: RangeList): Ranges {
  const all = new Uint32Array(2 * list.count);
  list.copyTo(all, 0);
  return all;
}

function rangesOf(marks: Uint8Array): Ranges {
  const ranges: number[] = [];
  marks.forEach((mark, clock) => {
    if (mark === 1 && marks[clock - 1] !== 1) ranges.push(clock);
    if (mark === 1 && marks[clock + 1] !== 1) ranges.push(clock + 1);
  });
  return Uint32Array.from(ranges);
}
