import { MAX_STATE_BYTES, MAX_TEXT_UNITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { FULL_ROOM_CHECK_MS, MAX_UNSAVED_BYTES, MAX_UNSAVED_ROOM_BYTES } from '../limits.ts';
import type { CommitQueue, Lane } from './commitQueue.ts';
import type { Refusal } from './reception.ts';
import type { RoomDocument } from './roomDocument.ts';

/** What a room hands to its capacity. */
export interface RoomCapacityParts {
  readonly document: RoomDocument;
  readonly lane: Lane;
  readonly commits: CommitQueue;
  readonly clock: Clock;
}

/**
 * How much a room still takes. It counts what comes in, and measures the document only when the count says that a
 * limit may be near: deletions make room again, and finding out costs time.
 */
export class RoomCapacity {
  private readonly document: RoomDocument;
  private readonly lane: Lane;
  private readonly commits: CommitQueue;
  private readonly clock: Clock;
  /** Never less than the length of the text, what waits to be stored included. */
  private textUnits: number;
  private fullSince: number | undefined;

  constructor(parts: RoomCapacityParts, textUnits: number) {
    this.document = parts.document;
    this.lane = parts.lane;
    this.commits = parts.commits;
    this.clock = parts.clock;
    this.textUnits = textUnits;
  }

  /** Why an update cannot be taken; undefined when it can, and then it is counted. */
  take(update: Uint8Array, insertedUnits: number): Refusal | undefined {
    if (this.lane.bytes > MAX_UNSAVED_ROOM_BYTES || this.commits.bytes > MAX_UNSAVED_BYTES) return OVERLOADED;
    // Deletions are always taken: they are the way out of a full room.
    if (insertedUnits > 0) {
      const refusal = this.refuseLongText(update, insertedUnits) ?? this.refuseLongHistory(update.length);
      if (refusal !== undefined) return refusal;
    }
    this.textUnits += insertedUnits;
    return undefined;
  }

  private refuseLongText(update: Uint8Array, insertedUnits: number): Refusal | undefined {
    if (this.textUnits + insertedUnits <= MAX_TEXT_UNITS) return undefined;
    // What waits to be stored may delete enough: nobody is sent away for good on a guess.
    if (this.lane.bytes > 0) return OVERLOADED;
    const exact = this.document.textUnitsWith(update);
    if (exact !== undefined && exact <= MAX_TEXT_UNITS) {
      this.textUnits = exact - insertedUnits;
      return undefined;
    }
    return tooLarge(`A room holds ${MAX_TEXT_UNITS} UTF-16 units of text, and this would be more.`);
  }

  private refuseLongHistory(bytes: number): Refusal | undefined {
    if (this.document.size + this.lane.bytes + bytes <= MAX_STATE_BYTES) return undefined;
    const isFull = this.isFull(bytes);
    if (isFull === 'unknown') return OVERLOADED;
    if (!isFull) return undefined;
    return tooLarge('This room has too long a history. Copy its text into a new room.');
  }

  private isFull(bytes: number): boolean | 'unknown' {
    const now = this.clock.steady();
    if (this.fullSince !== undefined && now - this.fullSince < FULL_ROOM_CHECK_MS) return true;
    // Of a large document the state is made elsewhere, and then `size` is exact; where it cannot be made it stays full.
    const whole = this.document.isCompact ? undefined : this.document.whole();
    if (whole instanceof Promise) {
      whole.catch(() => undefined);
      return 'unknown';
    }
    const isFull = this.document.size + this.lane.bytes + bytes > MAX_STATE_BYTES;
    this.fullSince = isFull ? now : undefined;
    return isFull;
  }
}

function tooLarge(message: string): Refusal {
  return { kind: 'refused', cause: 'too large', message };
}

const OVERLOADED: Refusal = {
  kind: 'refused',
  cause: 'overloaded',
  message: 'The relay cannot store edits at the moment. Keep yours and try again soon.',
};
