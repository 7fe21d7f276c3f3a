import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';
import { FRAGMENT_BYTES } from '../limits.ts';
import type { CommittedTurn, CommittedUpdate, Participant } from '../rooms/participant.ts';
import { frameMessage, headerLength, WHOLE_MESSAGE, writeHeader } from './serverFrame.ts';
import { SharedFrames } from './sharedFrames.ts';

/**
 * What `receiver` is sent of a turn: the updates of everybody else, untouched, in as few buffers as possible. All
 * receivers share the same bytes.
 */
export function turnFramesFor(turn: CommittedTurn, receiver: Participant): readonly Uint8Array[] {
  const { pages, pieces, senders } = framed.of(turn);
  if (!senders.has(receiver)) return pages;

  const frames: Uint8Array[] = [];
  let run: Piece | undefined;
  for (const piece of pieces) {
    if (piece.sender === receiver) continue;
    if (run?.page === piece.page && run.end === piece.start) {
      run = { ...run, end: piece.end };
    } else {
      if (run !== undefined) frames.push(run.page.subarray(run.start, run.end));
      run = piece;
    }
  }
  if (run !== undefined) frames.push(run.page.subarray(run.start, run.end));
  return frames;
}

interface FramedTurn {
  readonly pages: readonly Buffer[];
  readonly pieces: readonly Piece[];
  readonly senders: ReadonlySet<Participant | undefined>;
}

/** Where one sender's frame is. */
interface Piece {
  readonly page: Buffer;
  readonly start: number;
  readonly end: number;
  readonly sender: Participant | undefined;
}

const framed = new SharedFrames<CommittedTurn, FramedTurn>(({ updates }) => {
  const pieces: Piece[] = [];
  let small: CommittedUpdate[] = [];
  let bytes = 0;
  const closePage = () => {
    if (small.length > 0) pieces.push(...framePage(small, bytes));
    small = [];
    bytes = 0;
  };
  for (const committed of updates) {
    const length = messageLength(committed.update);
    if (length > FRAGMENT_BYTES) {
      closePage();
      const { update, sender } = committed;
      for (const page of frameMessage(messageHead(update), update)) {
        pieces.push({ page, start: 0, end: page.length, sender });
      }
      continue;
    }
    if (bytes > FRAGMENT_BYTES) closePage();
    small.push(committed);
    bytes += headerLength(length) + length;
  }
  closePage();
  return {
    pieces,
    pages: [...new Set(pieces.map(({ page }) => page))],
    senders: new Set(updates.map(({ sender }) => sender)),
  };
});

function framePage(updates: readonly CommittedUpdate[], bytes: number): Piece[] {
  const page = Buffer.allocUnsafe(bytes);
  let end = 0;
  return updates.map(({ update, sender }) => {
    const start = end;
    end = writeHeader(page, end, messageLength(update), WHOLE_MESSAGE);
    end = writeMessageHead(page, end, update.length);
    page.set(update, end);
    end += update.length;
    return { page, start, end, sender };
  });
}

function messageHead(update: Uint8Array): Buffer {
  const head = Buffer.allocUnsafe(messageLength(update) - update.length);
  writeMessageHead(head, 0, update.length);
  return head;
}

function messageLength(update: Uint8Array): number {
  let length = 3 + update.length;
  for (let rest = update.length; rest > 0x7f; rest = Math.floor(rest / 0x80)) length++;
  return length;
}

function writeMessageHead(target: Buffer, offset: number, updateLength: number): number {
  let at = offset;
  target[at++] = MessageType.sync;
  target[at++] = SyncType.update;
  let rest = updateLength;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) target[at++] = 0x80 | (rest % 0x80);
  target[at++] = rest;
  return at;
}
