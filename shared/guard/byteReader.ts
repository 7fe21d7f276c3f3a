/**
 * Reads the integers of lib0's encoding without trusting a byte of it.
 *
 * A reader never throws: once something is cut short or out of range, `failed` stays true and everything
 * reads as 0. A loop over a count that was read here must check `failed` in every round.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  position = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  readByte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) return this.#fail();
    this.position++;
    return byte;
  }

  /**
   * An unsigned integer of up to 53 bits in its shortest form.
   *
   * Shortest only, as every encoder writes it: lib0 reads endless zero digits, too, and ends up with NaN.
   */
  readVarUint(): number {
    const first = this.bytes[this.position];
    if (first === undefined) return this.#fail();
    this.position++;
    if (first < 0x80) return first;
    return this.#readLongVarUint(first & 0x7f);
  }

  /** Skips `length` bytes and returns where they began. */
  skip(length: number): number {
    const start = this.position;
    if (length > this.remaining) return this.#fail();
    this.position = start + length;
    return start;
  }

  #readLongVarUint(lowest: number): number {
    let value = lowest;
    let unit = 0x80;
    for (let digits = 2; digits <= MAX_DIGITS; digits++) {
      const byte = this.bytes[this.position];
      if (byte === undefined) return this.#fail();
      this.position++;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return byte === 0 || value > Number.MAX_SAFE_INTEGER ? this.#fail() : value;
      unit *= 0x80;
    }
    return this.#fail();
  }

  #fail(): 0 {
    this.failed = true;
    this.position = this.bytes.length;
    return 0;
  }
}

/** Seven bits a digit: eight of them hold 53 bits, and no sum of eight loses precision before it is checked. */
const MAX_DIGITS = 8;
