/** Ranges of clocks, `starts[i]` up to, but not including, `ends[i]`: in order, and none touches the next. */
export interface Ranges {
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * Ranges that grow: adding one costs the same however many there are. They lie in blocks, because in one long array each
 * would move all that lie behind it.
 */
export class RangeList {
  /** None is empty, but for the only one. */
  #blocks: Ranges[];

  /** Takes `ranges` over. */
  constructor(ranges: Ranges = { starts: [], ends: [] }) {
    this.#blocks = inBlocks(ranges);
  }

  /** How many clocks they hold. */
  get units(): number {
    let units = 0;
    for (const { starts, ends } of this.#blocks)
      starts.forEach((start, i) => (units += (ends[i] ?? start) - start));
    return units;
  }

  /** How many clocks of `from` up to, but not including, `to` are in no range. */
  unitsLeft(from: number, to: number): number {
    let left = to - from;
    let { block, place } = this.#firstEndingAbove(from);
    for (; block < this.#blocks.length; block++, place = 0) {
      const { starts, ends } = this.#blocks[block] ?? NONE;
      for (; place < starts.length; place++) {
        const start = starts[place] ?? to;
        if (start >= to) return left;
        left -= Math.min(ends[place] ?? to, to) - Math.max(start, from);
      }
    }
    return left;
  }

  /** Takes `added` over: it must not change afterwards. */
  add(added: Ranges): void {
    if (added.starts.length > this.#blocks.length * MERGED_PER_BLOCK) {
      this.#blocks = inBlocks(merge(this.toRanges(), added));
    } else {
      added.starts.forEach((start, i) => this.#insert(start, added.ends[i] ?? start));
    }
  }

  toRanges(): Ranges {
    const [only] = this.#blocks;
    if (only !== undefined && this.#blocks.length === 1) return only;
    return {
      starts: this.#blocks.flatMap(({ starts }) => starts),
      ends: this.#blocks.flatMap(({ ends }) => ends),
    };
  }

  #insert(start: number, end: number): void {
    // From the first that reaches `start` up to the last that begins by `end`, all become one.
    const first = this.#firstEndingAbove(start - 1);
    const into = this.#blocks[first.block] ?? NONE;
    let [newStart, newEnd, at] = [start, end, first.place];
    let { block } = first;
    for (; ; block++, at = 0) {
      const { starts, ends } = this.#blocks[block] ?? NONE;
      const after = firstAbove(starts, end);
      if (after > at) {
        newStart = Math.min(newStart, starts[at] ?? newStart);
        newEnd = Math.max(newEnd, ends[after - 1] ?? newEnd);
      }
      const removed = Math.max(0, after - at);
      starts.splice(at, removed);
      ends.splice(at, removed);
      if (starts.length > at || block + 1 >= this.#blocks.length) break;
    }
    into.starts.splice(first.place, 0, newStart);
    into.ends.splice(first.place, 0, newEnd);
    if (block > first.block || into.starts.length > MOST_OF_A_BLOCK) this.#tidy(first.block, block);
  }

  /** Drops the empty blocks from `first` to `last`, and halves the first where it is too long. */
  #tidy(first: number, last: number): void {
    const kept = this.#blocks.slice(first, last + 1).filter(({ starts }) => starts.length > 0);
    const [grown] = kept;
    if (grown !== undefined && grown.starts.length > MOST_OF_A_BLOCK) kept.splice(0, 1, ...inBlocks(grown));
    this.#blocks.splice(first, last + 1 - first, ...kept);
  }

  /** The place of the first range that ends above `value`; behind the last of the last block where there is none. */
  #firstEndingAbove(value: number): { block: number; place: number } {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle]?.ends.at(-1) ?? 0) > value) high = middle;
      else low = middle + 1;
    }
    return { block: low, place: firstAbove(this.#blocks[low]?.ends ?? [], value) };
  }
}

/** `pairs` in any order, overlapping or touching, as ranges. `starts[i]` goes with `ends[i]`; both below 2^31. */
export function sortRanges(starts: readonly number[], ends: readonly number[]): Ranges {
  // One number for both, start and place: numbers alone are sorted ten times as fast as by a comparison in JavaScript.
  const keys = Float64Array.from(starts, (start, i) => start * PLACES + i).sort();
  const sorted: Ranges = { starts: [], ends: [] };
  for (const key of keys) {
    const place = key % PLACES;
    append(sorted, starts[place] ?? 0, ends[place] ?? 0);
  }
  return sorted;
}

function inBlocks({ starts, ends }: Ranges): Ranges[] {
  if (starts.length <= MOST_OF_A_BLOCK) return [{ starts, ends }];
  const blocks: Ranges[] = [];
  for (let from = 0; from < starts.length; from += MOST_OF_A_BLOCK / 2) {
    const to = from + MOST_OF_A_BLOCK / 2;
    blocks.push({ starts: starts.slice(from, to), ends: ends.slice(from, to) });
  }
  return blocks;
}

function merge(one: Ranges, other: Ranges): Ranges {
  const merged: Ranges = { starts: [], ends: [] };
  for (let i = 0, k = 0; i < one.starts.length || k < other.starts.length;) {
    const [next, place] =
      (one.starts[i] ?? Infinity) <= (other.starts[k] ?? Infinity) ? [one, i++] : [other, k++];
    append(merged, next.starts[place] ?? 0, next.ends[place] ?? 0);
  }
  return merged;
}

/** For who goes through ranges by their starts. */
function append({ starts, ends }: Ranges, start: number, end: number): void {
  const last = ends.length - 1;
  const lastEnd = ends[last];
  if (lastEnd === undefined || start > lastEnd) {
    starts.push(start);
    ends.push(end);
  } else if (end > lastEnd) {
    ends[last] = end;
  }
}

/** The place of the first number above `value` in numbers that grow. */
function firstAbove(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

const NONE: Ranges = { starts: [], ends: [] };

const MOST_OF_A_BLOCK = 1_024;

/** More for each block are cheaper to merge in one go than to insert. */
const MERGED_PER_BLOCK = 64;

/** More than an update has ranges; with a clock before it, still a whole number that a double holds. */
const PLACES = 2 ** 21;
