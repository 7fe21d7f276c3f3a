import type { Duplex } from 'node:stream';
import { SLICE_BYTES } from '../limits.ts';

/**
 * Makes `stream` hand over what it reads in slices. Node reads up to 64 KiB at once, and `ws` parses all that it is
 * given, also when the first message pauses the connection: that may be ten thousand messages. The slices after a pause
 * wait in the stream. `head`, which came with the request, is read first. Returns the same stream.
 */
export function sliceReads(stream: Duplex, head: Buffer): Duplex {
  for (const slice of slicesOf(head).reverse()) stream.unshift(slice);
  const push = stream.push.bind(stream);
  stream.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (chunk === null || chunk.length <= SLICE_BYTES) return push(chunk, encoding);
    let wantsMore = false;
    for (const slice of slicesOf(chunk)) wantsMore = push(slice);
    return wantsMore;
  };
  return stream;
}

function slicesOf(bytes: Buffer): Buffer[] {
  const slices: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += SLICE_BYTES)
    slices.push(bytes.subarray(start, start + SLICE_BYTES));
  return slices;
}
