import type { StateVector } from '../../shared/guard/stateVector.ts';
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
import type { CommitQueue } from './commitQueue.ts';
import { BYTES_OF_A_RANGE, type DeletedRanges } from './deletedRanges.ts';
import type { Measure } from './documents/measureUpdates.ts';
import type { AcceptedUpdate, FreshDeletions } from './freshDeletions.ts';
import type { Lane } from './lane.ts';
import { type Refused, refusedFor } from './reception.ts';
import type { RoomDocument } from './roomDocument.ts';
import { type RoomClaim, roomBytes } from './roomMemory.ts';

/** What a room hands to its capacity. */
export interface RoomCapacityParts {
  readonly document: Pick<RoomDocument, 'size' | 'structs' | 'isCompact' | 'whole' | 'textUnitsWith'>;
  readonly lane: Pick<Lane, 'bytes' | 'structs'>;
  readonly commits: Pick<CommitQueue, 'bytes'>;
  readonly clock: Clock;
  /** Without it, memory is no limit. */
  readonly claim?: Pick<RoomClaim, 'grows'> | undefined;
}

/**
 * How much a room still takes. It counts what comes in, and measures the document only when the count says that a
 * limit may be near: deletions make room again, and finding out costs time.
 */
export class RoomCapacity {
  readonly #document: RoomCapacityParts['document'];
  readonly #lane: RoomCapacityParts['lane'];
  readonly #commits: RoomCapacityParts['commits'];
  readonly #clock: Clock;
  readonly #claim: RoomCapacityParts['claim'];
  /** Never less than the length of the text, what waits to be stored included. */
  #textUnits: number;
  /** Clocks that are not deleted, as far as deletions have said so: the text is no longer than that. */
  #liveClocks: number;
  /** True when `#textUnits` is what measuring would find. */
  #isTextExact = false;
  #textMeasuredAt: number | undefined;
  #measuredAt: number | undefined;

  constructor(parts: RoomCapacityParts, { textUnits, liveClocks }: RoomSize) {
    this.#document = parts.document;
    this.#lane = parts.lane;
    this.#commits = parts.commits;
    this.#clock = parts.clock;
    this.#claim = parts.claim;
    this.#textUnits = textUnits;
    this.#liveClocks = liveClocks;
  }

  /**
   * Why an update cannot be taken; undefined when it can, and then it is counted. Deletions are the way out of a full
   * room. So what only deletes is no history; and what was typed and deleted before it came, as the runs of a client
   * that comes back, has a reserve of its own.
   */
  take(update: Uint8Array, added: Added, fresh: Freed): Refused | undefined {
    const { structs, insertedUnits } = added;
    if (this.#lane.bytes > MAX_UNSAVED_ROOM_BYTES || this.#commits.bytes > MAX_UNSAVED_BYTES)
      return OVERLOADED;
    const refusal =
      structs === 0
        ? this.#refuseSplitting(fresh)
        : ((insertedUnits > 0 ? this.#refuseLongText(update, added, fresh) : undefined) ??
          this.#refuseLongHistory(update.length, structs, insertedUnits > 0 ? 1 : 1 + DELETION_RESERVE));
    if (refusal !== undefined) return refusal;
    // Nobody is sent away for good: memory comes back when others leave.
    if (this.#claim?.grows(roomBytes(update.length) + fresh.ranges * BYTES_OF_A_RANGE) === false)
      return OVERLOADED;
    // What came deleted and is deleted once more may be counted as text that goes, or not.
    if (fresh.units > 0 && this.#liveClocks > this.#textUnits) this.#isTextExact = false;
    this.#textUnits = this.#textUnitsWith(added, fresh);
    this.#liveClocks += added.newClocks - fresh.units;
    return undefined;
  }

  #textUnitsWith({ insertedUnits, newClocks }: Added, { units }: Freed): number {
    return Math.min(this.#textUnits + insertedUnits, this.#liveClocks + newClocks - units);
  }

  #refuseLongText(update: Uint8Array, added: Added, fresh: Freed): Refused | undefined {
    if (this.#textUnitsWith(added, fresh) <= MAX_TEXT_UNITS) return undefined;
    // What frees something may free more than the count believes.
    if (this.#isTextExact && (fresh.units === 0 || this.#liveClocks === this.#textUnits)) return TEXT_FULL;
    const now = this.#clock.steady();
    const isTooSoon = this.#textMeasuredAt !== undefined && now - this.#textMeasuredAt < FULL_ROOM_CHECK_MS;
    // Only what is stored can be measured, and nobody is sent away for good on a guess.
    if (isTooSoon || this.#lane.bytes > 0) return OVERLOADED;
    this.#textMeasuredAt = now;
    const exact = this.#document.textUnitsWith(update);
    if (exact === undefined) return TEXT_FULL;
    this.#textUnits = Math.min(this.#textUnits, exact - added.insertedUnits + fresh.units);
    this.#isTextExact = true;
    return exact <= MAX_TEXT_UNITS ? undefined : TEXT_FULL;
  }

  #refuseLongHistory(bytes: number, structs: number, part: number): Refused | undefined {
    const isBeyond = () =>
      this.#document.size + this.#lane.bytes + bytes > part * MAX_STATE_BYTES ||
      this.#structs + structs > part * MAX_ROOM_STRUCTS;
    return this.#refuseIf(isBeyond);
  }

  /** Who deletes every second character makes two structs of each; who deletes much at once frees what the splits cost. */
  #refuseSplitting({ ranges, units }: Freed): Refused | undefined {
    if (units >= FREEING_UNITS * ranges) return undefined;
    return this.#refuseIf(() => this.#structs + 2 * ranges > MAX_SPLIT_STRUCTS);
  }

  /** About those of the state, what waits to be stored included. */
  get #structs(): number {
    return this.#document.structs + this.#lane.structs;
  }

  /** The counts only grow until the state is made, which joins what was typed in a row and drops what was deleted. */
  #refuseIf(isBeyond: () => boolean): Refused | undefined {
    if (!isBeyond()) return undefined;
    const now = this.#clock.steady();
    if (this.#measuredAt !== undefined && now - this.#measuredAt < FULL_ROOM_CHECK_MS) return LONG_HISTORY;
    const whole = this.#document.isCompact ? undefined : this.#document.whole();
    if (whole instanceof Promise) {
      // That of a large document is made elsewhere; nobody is sent away for good on a guess.
      whole.catch(() => undefined);
      return OVERLOADED;
    }
    this.#measuredAt = now;
    return isBeyond() ? LONG_HISTORY : undefined;
  }
}

/** What a room holds when it is opened. */
export interface RoomSize {
  /** At least the length of the text. */
  readonly textUnits: number;
  /** Clocks that no deletion has named. */
  readonly liveClocks: number;
}

export function sizeOf(known: StateVector, deleted: DeletedRanges, { textUnits }: Measure): RoomSize {
  let liveClocks = -deleted.units;
  for (const clock of known.values()) liveClocks += clock;
  return { textUnits, liveClocks };
}

/** What an update brings that the room lacked. */
type Added = Pick<AcceptedUpdate, 'structs' | 'insertedUnits'> & {
  /** Of text, and of what came deleted. */
  readonly newClocks: number;
};

type Freed = Pick<FreshDeletions, 'ranges' | 'units'>;

const TEXT_FULL = refusedFor('textFull');

const LONG_HISTORY = refusedFor('historyFull');

const OVERLOADED = refusedFor('overloaded');
