import { Readable } from 'node:stream';
import type { Reading } from '../costs/departures.ts';
import { escapedLength, escapedPieces } from '../escapedText.ts';

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
        Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => [`${JSON.stringify(key)}:`, item] as const),
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
    if (kind === 'text') yield* escapedPieces(bytes);
    else yield bytes;
  }
}

function isLong(text: string): boolean {
  return text.length > LONG_TEXT_UNITS;
}

/** Texts up to this are a part of the JSON around them. */
const LONG_TEXT_UNITS = 1024;

/** \u0001 */
const MOST_BYTES_OF_A_UNIT = 6;
/** -1.2345678901234567e+100 */
const NUMBER_BYTES = 24;
