import { Readable } from 'node:stream';
import type { Reading } from '../costs/departures.ts';

/** About the bytes that a body takes as a LargeAnswer, and no fewer. Plain values alone, as JSON has them. */
export function weigh(body: unknown): number {
  if (typeof body === 'string')
    return isLong(body) ? Buffer.byteLength(body) : MOST_BYTES_OF_A_UNIT * body.length + 2;
  if (typeof body !== 'object' || body === null) return NUMBER_BYTES;
  let bytes = 2;
  for (const [key, value] of Object.entries(body))
    bytes += MOST_BYTES_OF_A_UNIT * key.length + 4 + weigh(value);
  return bytes;
}

/**
 * A body as JSON, of which long texts are kept as they are, in UTF-8 and off the heap. They are escaped piece by piece as
 * the client reads, which makes six bytes of some characters.
 */
export class LargeAnswer {
  /** Bytes of JSON. */
  readonly length: number;
  readonly #parts: readonly Part[];

  constructor(body: object) {
    const writer = new PartWriter();
    writer.write(body);
    this.#parts = writer.end();
    this.length = this.#parts.reduce(
      (sum, { kind, bytes }) => sum + (kind === 'text' ? escapedLength(bytes) : bytes.length),
      0,
    );
  }

  /** `reading` hears what the client takes, and its end when all of it has been taken. */
  stream(reading: Reading): Readable {
    return Readable.from(follow(piecesOf(this.#parts), reading), { objectMode: false });
  }
}

interface Part {
  /** JSON as it is, or what stands in a JSON string, not yet escaped. */
  readonly kind: 'json' | 'text';
  readonly bytes: Buffer;
}

class PartWriter {
  readonly #parts: Part[] = [];
  #json = '';

  write(value: unknown): void {
    if (typeof value === 'string' && isLong(value)) this.#writeText(value);
    else if (Array.isArray(value))
      this.#writeAll(
        '[',
        value.map((item: unknown) => ['', item] as const),
        ']',
      );
    else if (typeof value === 'object' && value !== null)
      this.#writeAll(
        '{',
        Object.entries(value).map(([key, item]) => [`${JSON.stringify(key)}:`, item] as const),
        '}',
      );
    else this.#json += JSON.stringify(value);
  }

  end(): Part[] {
    if (this.#json !== '') this.#parts.push({ kind: 'json', bytes: Buffer.from(this.#json) });
    this.#json = '';
    return this.#parts;
  }

  #writeText(text: string): void {
    this.#json += '"';
    this.end();
    this.#parts.push({ kind: 'text', bytes: Buffer.from(text) });
    this.#json = '"';
  }

  #writeAll(
    opening: string,
    items: readonly (readonly [key: string, value: unknown])[],
    closing: string,
  ): void {
    this.#json += opening;
    let separator = '';
    for (const [key, value] of items) {
      this.#json += separator + key;
      this.write(value);
      separator = ',';
    }
    this.#json += closing;
  }
}

function* follow(pieces: Iterable<Buffer>, reading: Reading): Generator<Buffer> {
  try {
    for (const piece of pieces) {
      yield piece;
      reading.passed(piece.length);
    }
  } finally {
    reading.end();
  }
}

function* piecesOf(parts: readonly Part[]): Generator<Buffer> {
  for (const { kind, bytes } of parts) {
    for (let start = 0, end; start < bytes.length; start = end) {
      end = Math.min(start + PIECE_BYTES, bytes.length);
      // Never between the bytes of a character.
      while (kind === 'text' && isInsideCharacter(bytes[end])) end--;
      yield kind === 'text' ? escaped(bytes.toString('utf8', start, end)) : bytes.subarray(start, end);
    }
  }
}

function escaped(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1));
}

/** How many bytes `escaped` makes of UTF-8. */
function escapedLength(bytes: Buffer): number {
  let { length } = bytes;
  for (let at = 0; at < bytes.length; at++) length += GROWTH[bytes[at] ?? 0] ?? 0;
  return length;
}

/** True for a byte of UTF-8 that no character begins with. */
function isInsideCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function isLong(text: string): boolean {
  return text.length > LONG_TEXT_UNITS;
}

/** Texts up to this are a part of the JSON around them. */
const LONG_TEXT_UNITS = 1024;

/** Of a text; as JSON it may be six times as long. */
const PIECE_BYTES = 32 * 1024;

/** \u0001 */
const MOST_BYTES_OF_A_UNIT = 6;
/** -1.2345678901234567e+100 */
const NUMBER_BYTES = 24;

/** By how many bytes JSON makes each byte of a text longer: \u0001, but \n, \" and \\. */
const GROWTH = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? escaped(String.fromCharCode(byte)).length - 1 : 0,
);
