import { RangeBuffer } from './rangeBuffer.ts';
import type { Ranges } from './ranges.ts';

/**
 * Ranges that grow: adding one costs the same however many there are. They lie in blocks, because in one long array each
 * would move all that lie behind it; and in typed arrays, which take half the memory of others and none of V8's heap.
 */
export class RangeList {
  /** None is empty, but for the only one. */
  #blocks: RangeBuffer[];
  #count: number;

  constructor(ranges: Ranges = NONE) {
    this.#count = ranges.length / 2;
    this.#blocks = inBlocks(ranges);
  }

  /** How many ranges there are. */
  get count(): number {
    return this.#count;
  }

  /** What they take, also for what may still come. */
  get bytes(): number {
    return this.#blocks.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** How many clocks they hold. */
  get units(): number {
    let units = 0;
    for (const block of this.#blocks)
      for (let place = 0; place < block.count; place++) units += block.end(place) - block.start(place);
    return units;
  }

  /** How many clocks of `from` up to, but not including, `to` are in no range. */
  unitsLeft(from: number, to: number): number {
    let left = to - from;
    let index = this.#firstBlockEndingAbove(from);
    let place = this.#blocks[index]?.firstEndAbove(from) ?? 0;
    for (; index < this.#blocks.length; index++, place = 0) {
      const block = this.#blocks[index];
      if (block === undefined) break;
      for (; place < block.count; place++) {
        const start = block.start(place);
        if (start >= to) return left;
        left -= Math.min(block.end(place), to) - Math.max(start, from);
      }
    }
    return left;
  }

  /** Copies what it keeps of `added`. */
  add(added: Ranges): void {
    if (added.length / 2 > this.#blocks.length * MERGED_PER_BLOCK) this.#merge(added);
    else for (let i = 0; i < added.length; i += 2) this.#insert(added[i] ?? 0, added[i + 1] ?? 0);
  }

  /** Writes all of them into `target` from place `at` on. */
  copyTo(target: Uint32Array<ArrayBuffer>, at: number): void {
    let to = at;
    for (const block of this.#blocks) {
      target.set(block.ranges(), to);
      to += 2 * block.count;
    }
  }

  #insert(start: number, end: number): void {
    // From the first that reaches `start` up to the last that begins by `end`, all become one.
    const first = this.#firstBlockEndingAbove(start - 1);
    const into = this.#blocks[first];
    if (into === undefined) return;
    const place = into.firstEndAbove(start - 1);
    const after = into.firstStartAbove(end);
    const joined = { start, end };
    join(joined, into, place, after);
    let last = first;
    while (after >= into.count && last + 1 < this.#blocks.length) {
      const next = this.#blocks[last + 1];
      const reached = next?.firstStartAbove(end) ?? 0;
      if (next === undefined || reached === 0) break;
      join(joined, next, 0, reached);
      this.#count -= reached;
      next.remove(0, reached);
      last++;
      if (next.count > 0) break;
    }
    this.#count += 1 - Math.max(0, after - place);
    into.replace(place, Math.max(place, after), joined.start, joined.end);
    if (last > first || into.count > MOST_OF_A_BLOCK) this.#tidy(first, last);
  }

  /** Drops the empty blocks from `first` to `last`, and halves the first where it is too long. */
  #tidy(first: number, last: number): void {
    const kept = this.#blocks.slice(first, last + 1).filter(({ count }) => count > 0);
    const [grown] = kept;
    if (grown !== undefined && grown.count > MOST_OF_A_BLOCK) kept.splice(0, 1, ...inBlocks(grown.ranges()));
    this.#blocks.splice(first, last + 1 - first, ...kept);
  }

  /** Goes through both in order. Old blocks are let go of as they are passed. */
  #merge(added: Ranges): void {
    const old = this.#blocks.splice(0).reverse();
    const merged = new Blocks();
    let i = 0;
    for (let block = old.pop(); block !== undefined; block = old.pop()) {
      for (let place = 0; place < block.count; place++) {
        const start = block.start(place);
        for (; (added[i] ?? Infinity) < start; i += 2) merged.append(added[i] ?? 0, added[i + 1] ?? 0);
        merged.append(start, block.end(place));
      }
    }
    for (; i < added.length; i += 2) merged.append(added[i] ?? 0, added[i + 1] ?? 0);
    this.#blocks = merged.all;
    this.#count = merged.all.reduce((sum, { count }) => sum + count, 0);
  }

  /** The place of the first block that ends above `value`; of the last where there is none. */
  #firstBlockEndingAbove(value: number): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle]?.lastEnd ?? 0) > value) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Blocks that are filled in the order of the ranges. */
class Blocks {
  readonly all = [new RangeBuffer(0)];
  #last = this.all[0];

  append(start: number, end: number): void {
    if (this.#last === undefined) return;
    if (this.#last.count === FIRST_OF_A_BLOCK && start > this.#last.lastEnd) {
      this.#last = new RangeBuffer(FIRST_OF_A_BLOCK);
      this.all.push(this.#last);
    }
    this.#last.append(start, end);
  }
}

function inBlocks(ranges: Ranges): RangeBuffer[] {
  if (ranges.length <= 2 * MOST_OF_A_BLOCK) return [RangeBuffer.of(ranges)];
  const blocks: RangeBuffer[] = [];
  for (let from = 0; from < ranges.length; from += 2 * FIRST_OF_A_BLOCK)
    blocks.push(RangeBuffer.of(ranges.slice(from, from + 2 * FIRST_OF_A_BLOCK)));
  return blocks;
}

/** Widens `joined` by the ranges of `block` from `place` up to, but not including, `after`. */
function join(
  joined: { start: number; end: number },
  block: RangeBuffer,
  place: number,
  after: number,
): void {
  if (after <= place) return;
  joined.start = Math.min(joined.start, block.start(place));
  joined.end = Math.max(joined.end, block.end(after - 1));
}

const NONE: Ranges = [];

const MOST_OF_A_BLOCK = 1_024;

/** What a new block has, so that it can grow for a while. */
const FIRST_OF_A_BLOCK = MOST_OF_A_BLOCK / 2;

/** More for each block are cheaper to merge in one go than to insert. */
const MERGED_PER_BLOCK = 64;
