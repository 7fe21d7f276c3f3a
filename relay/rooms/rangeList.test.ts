import assert from 'node:assert/strict';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import { RangeList, type Ranges } from './rangeList.ts';

describe('ranges that grow', () => {
  it('are as if each clock were marked, in many blocks, too', function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const CLOCKS = 20_000;
    for (let round = 0; round < 3; round++) {
      const marks = new Uint8Array(CLOCKS + 200);
      // Every second clock: as many ranges as there can be.
      const scattered: Ranges = { starts: [], ends: [] };
      for (let clock = 0; clock < CLOCKS; clock += 2) {
        scattered.starts.push(clock);
        scattered.ends.push(clock + 1);
        marks[clock] = 1;
      }
      const list = new RangeList(scattered);
      for (let step = 0; step < 400; step++) {
        const start = random.int(CLOCKS);
        const end = start + 1 + random.int(random.chance(0.1) ? 150 : 6);
        marks.fill(1, start, end);
        list.add({ starts: [start], ends: [end] });
        const from = random.int(CLOCKS);
        const to = from + 1 + random.int(100);
        const unmarked = marks.subarray(from, to).filter((mark) => mark === 0).length;
        assert.equal(list.unitsLeft(from, to), unmarked, `${from} to ${to}`);
      }
      assert.deepEqual(list.toRanges(), rangesOf(marks));
      assert.equal(list.units, marks.filter((mark) => mark === 1).length);
      list.add({ starts: [0], ends: [CLOCKS + 200] });
      assert.deepEqual(list.toRanges(), { starts: [0], ends: [CLOCKS + 200] });
    }
  });

  it('[H8] take as long to add to however many there are', () => {
    const cost = (known: number): number => {
      const list = new RangeList({
        starts: Array.from({ length: known }, (_, i) => 8 * i),
        ends: Array.from({ length: known }, (_, i) => 8 * i + 1),
      });
      const add = (count: number, offset: number) => {
        for (let i = 0; i < count; i++) {
          const start = 8 * ((i * 7_919) % known) + offset;
          list.add({ starts: [start], ends: [start + 1] });
        }
      };
      // Each block has grown once by then.
      add(5_000, 2);
      const before = process.cpuUsage().user;
      add(5_000, 4);
      return process.cpuUsage().user - before;
    };
    cost(10_000);
    const ratios = [1, 2, 3].map(() => cost(900_000) / cost(10_000)).sort((a, b) => a - b);
    // In one long array it was some hundred times as much.
    assert.ok(ratios[1]! < 20, `${ratios.join(', ')} times as much`);
  });
});

function rangesOf(marks: Uint8Array): Ranges {
  const ranges: Ranges = { starts: [], ends: [] };
  marks.forEach((mark, clock) => {
    if (mark === 1 && marks[clock - 1] !== 1) ranges.starts.push(clock);
    if (mark === 1 && marks[clock + 1] !== 1) ranges.ends.push(clock + 1);
  });
  return ranges;
}
