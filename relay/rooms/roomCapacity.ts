import { MAX_ROOM_STRUCTS, MAX_STATE_BYTES, MAX_TEXT_UNITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import {
  DELETION_RESERVE,
  FREEING_UNITS,
  FULL_ROOM_CHECK_MS,
  MAX_SPLIT_STRUCTS,
  MAX_UNSAVED_BYTES,
  MAX_UNSAVED_ROOM_BYTES,
} from '../limits.ts';
import type { CommitQueue, Lane } from './commitQueue.ts';
import type { AcceptedUpdate, FreshDeletions } from './freshDeletions.ts';
import type { PendingUpdates } from './pendingUpdates.ts';
import { type Refused, refusedFor } from './reception.ts';
import type { RoomDocument } from './roomDocument.ts';

/** What a room hands to its capacity. */
export interface RoomCapacityParts {
  readonly document: Pick<RoomDocument, 'size' | 'structs' | 'isCompact' | 'whole' | 'textUnitsWith'>;
  readonly lane: Pick<Lane, 'bytes'>;
  readonly commits: Pick<CommitQueue, 'bytes'>;
  readonly pending: Pick<PendingUpdates, 'structs'>;
  readonly clock: Clock;
}

/**
 * How much a room still takes. It counts what comes in, and measures the document only when the count says that a
 * limit may be near: deletions make room again, and finding out costs time.
 */
export class RoomCapacity {
  private readonly document: RoomCapacityParts['document'];
  private readonly lane: RoomCapacityParts['lane'];
  private readonly commits: RoomCapacityParts['commits'];
  private readonly pending: RoomCapacityParts['pending'];
  private readonly clock: Clock;
  /** Never less than the length of the text, what waits to be stored included. */
  private textUnits: number;
  private measuredAt: number | undefined;

  constructor(parts: RoomCapacityParts, textUnits: number) {
    this.document = parts.document;
    this.lane = parts.lane;
    this.commits = parts.commits;
    this.pending = parts.pending;
    this.clock = parts.clock;
    this.textUnits = textUnits;
  }

  /**
   * Why an update cannot be taken; undefined when it can, and then it is counted. Deletions are the way out of a full
   * room. So what only deletes is no history; and what was typed and deleted before it came, as the runs of a client
   * that comes back, has a reserve of its own.
   */
  take(
    update: Uint8Array,
    { structs, insertedUnits }: Pick<AcceptedUpdate, 'structs' | 'insertedUnits'>,
    fresh: Pick<FreshDeletions, 'ranges' | 'units'>,
  ): Refused | undefined {
    if (this.lane.bytes > MAX_UNSAVED_ROOM_BYTES || this.commits.bytes > MAX_UNSAVED_BYTES) return OVERLOADED;
    const refusal =
      structs === 0
        ? this.refuseSplitting(fresh)
        : ((insertedUnits > 0 ? this.refuseLongText(update, insertedUnits) : undefined) ??
          this.refuseLongHistory(update.length, structs, insertedUnits > 0 ? 1 : 1 + DELETION_RESERVE));
    if (refusal !== undefined) return refusal;
    this.textUnits += insertedUnits;
    return undefined;
  }

  private refuseLongText(update: Uint8Array, insertedUnits: number): Refused | undefined {
    if (this.textUnits + insertedUnits <= MAX_TEXT_UNITS) return undefined;
    // What waits to be stored may delete enough: nobody is sent away for good on a guess.
    if (this.lane.bytes > 0) return OVERLOADED;
    const exact = this.document.textUnitsWith(update);
    if (exact !== undefined && exact <= MAX_TEXT_UNITS) {
      this.textUnits = exact - insertedUnits;
      return undefined;
    }
    return TEXT_FULL;
  }

  private refuseLongHistory(bytes: number, structs: number, part: number): Refused | undefined {
    const isBeyond = () =>
      this.document.size + this.lane.bytes + bytes > part * MAX_STATE_BYTES ||
      this.structs + structs > part * MAX_ROOM_STRUCTS;
    return this.refuseIf(isBeyond);
  }

  /** Who deletes every second character makes two structs of each; who deletes much at once frees what the splits cost. */
  private refuseSplitting({ ranges, units }: Pick<FreshDeletions, 'ranges' | 'units'>): Refused | undefined {
    if (units >= FREEING_UNITS * ranges) return undefined;
    return this.refuseIf(() => this.structs + 2 * ranges > MAX_SPLIT_STRUCTS);
  }

  /** About those of the state, what waits to be stored included. */
  private get structs(): number {
    return this.document.structs + this.pending.structs;
  }

  /** The counts only grow until the state is made, which joins what was typed in a row and drops what was deleted. */
  private refuseIf(isBeyond: () => boolean): Refused | undefined {
    if (!isBeyond()) return undefined;
    const now = this.clock.steady();
    if (this.measuredAt !== undefined && now - this.measuredAt < FULL_ROOM_CHECK_MS) return LONG_HISTORY;
    const whole = this.document.isCompact ? undefined : this.document.whole();
    if (whole instanceof Promise) {
      // That of a large document is made elsewhere; nobody is sent away for good on a guess.
      whole.catch(() => undefined);
      return OVERLOADED;
    }
    this.measuredAt = now;
    return isBeyond() ? LONG_HISTORY : undefined;
  }
}

const TEXT_FULL = refusedFor('textFull');

const LONG_HISTORY = refusedFor('historyFull');

const OVERLOADED = refusedFor('overloaded');
