import type { Ranges } from './ranges.ts';

/** Pairs of start and end in a typed array that grows. Whoever puts them in keeps them in order. */
export class RangeBuffer {
  #pairs: Uint32Array<ArrayBuffer>;
  #length = 0;

  /** With space for so many pairs, and more when need be. */
  constructor(expected: number) {
    this.#pairs = new Uint32Array(2 * expected);
  }

  /** A copy of `ranges`. */
  static of(ranges: Ranges): RangeBuffer {
    const buffer = new RangeBuffer(0);
    buffer.#pairs = new Uint32Array(ranges);
    buffer.#length = ranges.length;
    return buffer;
  }

  get count(): number {
    return this.#length >>> 1;
  }

  /** What it takes, also for what may still come. */
  get bytes(): number {
    return this.#pairs.byteLength;
  }

  start(place: number): number {
    return this.#pairs[2 * place] ?? 0;
  }

  end(place: number): number {
    return this.#pairs[2 * place + 1] ?? 0;
  }

  /** 0 where there is none. */
  get lastEnd(): number {
    return this.#length === 0 ? 0 : (this.#pairs[this.#length - 1] ?? 0);
  }

  /** What is in it, without a copy: only until it changes. */
  ranges(): Uint32Array<ArrayBuffer> {
    return this.#pairs.subarray(0, this.#length);
  }

  push(start: number, end: number): void {
    this.#reserve(2);
    this.#pairs[this.#length++] = start;
    this.#pairs[this.#length++] = end;
  }

  /** For who goes through ranges by their starts: what overlaps or touches the last one is joined with it. */
  append(start: number, end: number): void {
    if (this.#length === 0 || start > this.lastEnd) this.push(start, end);
    else if (end > this.lastEnd) this.#pairs[this.#length - 1] = end;
  }

  /** Puts one range in place of those from `from` up to, but not including, `to`. */
  replace(from: number, to: number, start: number, end: number): void {
    if (to - from !== 1) this.#move(2 * to, 2 * from + 2);
    this.#pairs[2 * from] = start;
    this.#pairs[2 * from + 1] = end;
  }

  /** Takes out those from `from` up to, but not including, `to`. */
  remove(from: number, to: number): void {
    this.#move(2 * to, 2 * from);
  }

  /** The place of the first that ends above `value`, where no range overlaps another. */
  firstEndAbove(value: number): number {
    return this.#firstAbove(value, 1);
  }

  /** The place of the first that starts above `value`. */
  firstStartAbove(value: number): number {
    return this.#firstAbove(value, 0);
  }

  #firstAbove(value: number, side: 0 | 1): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#pairs[2 * middle + side] ?? 0) > value) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** All from place `at` on come to lie from `to` on. */
  #move(at: number, to: number): void {
    if (to > at) this.#reserve(to - at);
    // Most that come go behind the last one.
    if (at < this.#length) this.#pairs.copyWithin(to, at, this.#length);
    this.#length += to - at;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#pairs.length) return;
    // By a quarter: a room may have a thousand of these, and what they hold ready is taken from the others.
    const larger = new Uint32Array(needed + 8 + 2 * (needed >>> 3));
    larger.set(this.#pairs.subarray(0, this.#length));
    this.#pairs = larger;
  }
}
