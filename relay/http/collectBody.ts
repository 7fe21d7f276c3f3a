import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '../../shared/limits.ts';
import { LEAST_OF_A_PIECE, MAX_PIECES } from '../costs/memoryLimits.ts';
import { RefusedError } from '../refusedError.ts';

/**
 * The whole body, in one piece of memory. A body of single bytes, each a chunk of its own, would take a hundred times as
 * much if the pieces were kept. Rejects with RefusedError (`bodyTooLarge`, `bodyInCrumbs`, `bodyCutShort`), and reads
 * nothing more then.
 */
export function collectBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.allocUnsafe(FIRST_BYTES);
    let length = 0;
    let pieces = 0;
    const settle = (): void => {
      request.off('data', take).off('end', finish).off('close', cut).off('error', cut);
    };
    const refuse = (kind: 'bodyTooLarge' | 'bodyInCrumbs' | 'bodyCutShort'): void => {
      settle();
      request.pause();
      reject(RefusedError.of(kind));
    };
    const take = (piece: Buffer): void => {
      pieces++;
      const end = length + piece.length;
      if (end > MAX_BODY_BYTES) {
        refuse('bodyTooLarge');
      } else if (pieces > MAX_PIECES + end / LEAST_OF_A_PIECE) {
        refuse('bodyInCrumbs');
      } else {
        if (end > bytes.length) bytes = grown(bytes, length, end);
        bytes.set(piece, length);
        length = end;
      }
    };
    const finish = (): void => {
      settle();
      resolve(bytes.subarray(0, length));
    };
    const cut = (): void => refuse('bodyCutShort');
    // It will tell nothing of its end any more.
    if (request.destroyed) cut();
    else request.on('data', take).once('end', finish).once('close', cut).once('error', cut);
  });
}

function grown(bytes: Buffer, used: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.min(MAX_BODY_BYTES, Math.max(needed, 2 * bytes.length)));
  bytes.copy(larger, 0, 0, used);
  return larger;
}

const FIRST_BYTES = 4 * 1024;
