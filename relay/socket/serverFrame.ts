import { FRAGMENT_BYTES } from '../limits.ts';

/**
 * A binary message as WebSocket frames (RFC 6455, from a server: unmasked). Longer ones come in fragments, so that a
 * ping may pass between them and a slow reader's progress can be seen.
 */
export function frameMessage(...parts: readonly Uint8Array[]): Buffer[] {
  return frame(BINARY, parts);
}

/** The same for a text message. */
export function frameText(text: string): Buffer[] {
  return frame(TEXT, [Buffer.from(text)]);
}

/** A fragment of a text message that is put together from several: some of them go to many readers, others to one. */
export function frameTextPart(place: 'first' | 'middle' | 'last', bytes: Uint8Array): Buffer {
  const header = Buffer.allocUnsafe(headerLength(bytes.length));
  writeHeader(
    header,
    0,
    bytes.length,
    { first: TEXT, middle: CONTINUATION, last: FINAL | CONTINUATION }[place],
  );
  return Buffer.concat([header, bytes]);
}

/** A ping whose pong brings `payload` (125 bytes at most) back. */
export function framePing(payload: string): Buffer {
  const bytes = Buffer.from(payload);
  const frame = Buffer.alloc(headerLength(bytes.length) + bytes.length);
  frame.set(bytes, writeHeader(frame, 0, bytes.length, FINAL | PING));
  return frame;
}

function frame(kind: typeof TEXT | typeof BINARY, parts: readonly Uint8Array[]): Buffer[] {
  let rest = 0;
  for (const part of parts) rest += part.length;
  const message = rest > FRAGMENT_BYTES ? Buffer.concat(parts) : undefined;
  if (message === undefined) {
    const frame = Buffer.allocUnsafe(headerLength(rest) + rest);
    let offset = writeHeader(frame, 0, rest, FINAL | kind);
    for (const part of parts) {
      frame.set(part, offset);
      offset += part.length;
    }
    return [frame];
  }
  const frames: Buffer[] = [];
  for (let start = 0; start < message.length; start += FRAGMENT_BYTES) {
    const piece = message.subarray(start, start + FRAGMENT_BYTES);
    const opcode = start === 0 ? kind : CONTINUATION;
    const final = start + FRAGMENT_BYTES >= message.length ? FINAL : 0;
    const header = Buffer.allocUnsafe(headerLength(piece.length));
    writeHeader(header, 0, piece.length, final | opcode);
    frames.push(Buffer.concat([header, piece]));
  }
  return frames;
}

export function headerLength(payloadLength: number): number {
  if (payloadLength < 126) return 2;
  return payloadLength < 65_536 ? 4 : 10;
}

/** Returns where the payload goes. */
export function writeHeader(
  target: Buffer,
  offset: number,
  payloadLength: number,
  firstByte: number,
): number {
  target[offset] = firstByte;
  if (payloadLength < 126) {
    target[offset + 1] = payloadLength;
    return offset + 2;
  }
  if (payloadLength < 65_536) {
    target[offset + 1] = 126;
    return target.writeUInt16BE(payloadLength, offset + 2);
  }
  target[offset + 1] = 127;
  return target.writeBigUInt64BE(BigInt(payloadLength), offset + 2);
}

const CONTINUATION = 0x00;
const TEXT = 0x01;
const BINARY = 0x02;
const PING = 0x09;
const FINAL = 0x80;

/** The first byte of a whole binary message in one frame. */
export const WHOLE_MESSAGE = FINAL | BINARY;
