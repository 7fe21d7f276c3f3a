import type { StateVector } from '../../../shared/guard/stateVector.ts';
import { advance, inspectUpdate } from '../../../shared/guard/updateGuard.ts';
import { MAX_STATE_STRUCTS } from '../../../shared/limits.ts';
import { DeletedRanges, type PackedRanges } from '../deletedRanges.ts';
import { findFreshDeletions } from '../freshDeletions.ts';

/** What a room that was just loaded holds. `textUnits` is at least the length of the text. */
export interface Measure {
  readonly known: StateVector;
  /** What of it is deleted, by client. */
  readonly deleted: PackedRanges;
  readonly textUnits: number;
  /** Of the state, and of each update after it as it came. */
  readonly baseStructs: number;
  readonly tailStructs: readonly number[];
}

/** A room's state, the length of its text, and the updates after it. */
export interface LoadedBytes {
  readonly base: Uint8Array | undefined;
  readonly baseUnits: number;
  readonly tail: readonly Uint8Array[];
}

/**
 * Tells from the bytes alone what they hold: Yjs takes ten times as long, and memory for each struct. Undefined where
 * the guard would not let them in today, though an earlier one may have: then Yjs has to be asked.
 */
export function measureUpdates({ base, baseUnits, tail }: LoadedBytes): Measure | undefined {
  const known: StateVector = new Map();
  const deleted = new DeletedRanges();
  const tailStructs: number[] = [];
  let textUnits = baseUnits;
  let baseStructs = 0;
  for (const update of base === undefined ? tail : [base, ...tail]) {
    const verdict = inspectUpdate(update, known, MAX_STATE_STRUCTS);
    if (verdict.kind !== 'accepted') return undefined;
    advance(known, verdict.ranges);
    deleted.addAll(findFreshDeletions(update, verdict, deleted).byClient);
    if (update === base) {
      baseStructs = verdict.structs;
    } else {
      textUnits += verdict.insertedUnits;
      tailStructs.push(verdict.structs);
    }
  }
  return { known, deleted: deleted.pack(), textUnits, baseStructs, tailStructs };
}
