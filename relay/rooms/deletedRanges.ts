/** Ranges of clocks, `starts[i]` up to, but not including, `ends[i]`: in order, and none touches the next. */
export interface Ranges {
  readonly starts: number[];
  readonly ends: number[];
}

/** Which clocks of each Yjs client are deleted. Deleting what is deleted changes nothing. */
export class DeletedRanges {
  /** By client. Of plain values, so that they can be handed to another thread. */
  readonly byClient: Map<number, Ranges>;

  /** Takes `byClient` over. */
  constructor(byClient = new Map<number, Ranges>()) {
    this.byClient = byClient;
  }

  /** True when all of `from` up to, but not including, `to` is deleted. */
  has(client: number, from: number, to: number): boolean {
    const ranges = this.byClient.get(client);
    if (ranges === undefined) return false;
    const place = firstAbove(ranges.starts, from) - 1;
    return (ranges.ends[place] ?? -1) >= to;
  }

  addAll(added: readonly (Ranges & { readonly client: number })[]): void {
    for (const ranges of added) this.add(ranges.client, ranges);
  }

  /** Takes `added` over: it must not change afterwards. */
  add(client: number, added: Ranges): void {
    const known = this.byClient.get(client);
    if (known === undefined) {
      this.byClient.set(client, added);
    } else if (added.starts.length <= FEW) {
      added.starts.forEach((start, i) => insert(known, start, added.ends[i] ?? start));
    } else {
      this.byClient.set(client, merge(known, added));
    }
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

function insert({ starts, ends }: Ranges, start: number, end: number): void {
  // From the first that reaches `start` up to the last that begins by `end`, all become one.
  const first = firstAbove(ends, start - 1);
  const after = firstAbove(starts, end);
  if (first === after) {
    starts.splice(first, 0, start);
    ends.splice(first, 0, end);
    return;
  }
  starts[first] = Math.min(starts[first] ?? start, start);
  ends[first] = Math.max(ends[after - 1] ?? end, end);
  if (after - first > 1) {
    starts.splice(first + 1, after - first - 1);
    ends.splice(first + 1, after - first - 1);
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

/** Put in one by one; more of them are cheaper to merge in one go, since each moves what lies behind it. */
const FEW = 8;

/** More than an update has ranges; with a clock before it, still a whole number that a double holds. */
const PLACES = 2 ** 21;
