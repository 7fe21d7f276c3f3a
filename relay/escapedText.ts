/** How many bytes `escapedPieces` makes of a text in UTF-8. */
export function escapedLength(bytes: Uint8Array): number {
  let { length } = bytes;
  for (let at = 0; at < bytes.length; at++) length += GROWTH[bytes[at] ?? 0] ?? 0;
  return length;
}

/** What stands between the quotes of a JSON string for a text in UTF-8; a large one is never in one piece on the heap. */
export function* escapedPieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0, end; start < bytes.length; start = end) {
    end = Math.min(start + PIECE_BYTES, bytes.length);
    while (isInsideCharacter(bytes[end])) end--;
    yield escaped(bytes.toString('utf8', start, end));
  }
}

function escaped(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1));
}

/** True for a byte of UTF-8 that no character begins with. */
function isInsideCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Of a text; as JSON it may be six times as long. */
const PIECE_BYTES = 16 * 1024;

/** By how many bytes JSON makes each byte of a text longer: \u0001, but \n, \" and \\. */
const GROWTH = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? escaped(String.fromCharCode(byte)).length - 1 : 0,
);
