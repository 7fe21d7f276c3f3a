/** Writes lib0's encoding of unsigned integers and byte strings. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** For `expected` bytes, and more if needed. */
  constructor(expected = 64) {
    this.#bytes = new Uint8Array(expected);
  }

  writeVarUint(value: number): void {
    this.#reserve(MAX_DIGITS);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = 0x80 | (rest % 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** The bytes, after their length. */
  writeVarBytes(bytes: Uint8Array): void {
    this.writeVarUint(bytes.length);
    this.writeBytes(bytes);
  }

  writeBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Of a safe integer, seven bits a digit. */
const MAX_DIGITS = 8;
