import type { StateVector } from '../../shared/guard/stateVector.ts';
import { advance, type ClockRange, inspectUpdate } from '../../shared/guard/updateGuard.ts';
import type { Account } from '../costs/ledger.ts';
import type { DeletedRanges } from './deletedRanges.ts';
import { findFreshDeletions, withoutIdleParts } from './freshDeletions.ts';
import type { TakenEdit } from './lane.ts';
import type { NewClients } from './newClients.ts';
import type { SentUpdate } from './participant.ts';
import { type Refused, refusedByGuard } from './reception.ts';
import type { RoomCapacity } from './roomCapacity.ts';

/** What became of an update. */
export type Taken =
  | { readonly kind: 'taken'; readonly edit: TakenEdit }
  | { readonly kind: 'nothing new' }
  | { readonly kind: 'gap' }
  | Refused;

export interface IntakeParts {
  readonly known: StateVector;
  readonly deleted: DeletedRanges;
  readonly capacity: RoomCapacity;
  readonly newClients: NewClients;
}

/**
 * The one door for edits of a room, whoever makes them: `known` and `deleted` are what the room has taken, stored or
 * not, and move on with each update that passes. No Yjs document is built for it, unless a limit of the room is near.
 */
export class Intake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** What is spent is charged to `account`. */
  take(update: Uint8Array, kind: SentUpdate['kind'], account?: Account): Taken {
    const { known, deleted, capacity, newClients } = this.#parts;
    const verdict = inspectUpdate(update, known);
    if (verdict.kind === 'gap') return verdict;
    if (verdict.kind === 'refused') return refusedByGuard(verdict);
    const fresh = findFreshDeletions(update, verdict, deleted);
    if (fresh.idle > 0) account?.charge('idleDeletions', fresh.idle);
    if (verdict.structs === 0 && fresh.ranges === 0) return NOTHING_NEW;

    const refusal =
      newClients.refusalOf(verdict.newClients, kind === 'step2', account) ??
      capacity.take(update, { ...verdict, newClocks: newClocks(verdict.ranges, known) }, fresh);
    if (refusal !== undefined) return refusal;
    newClients.taken(verdict.newClients, account);
    advance(known, verdict.ranges);
    const stored = ownBytes(withoutIdleParts(update, verdict, fresh));
    deleted.addAll(fresh.byClient);
    account?.charge('logBytes', stored.length);
    const { ranges } = verdict;
    return { kind: 'taken', edit: { update: stored, ranges, structs: addedStructs(verdict, fresh) } };
  }
}

function newClocks(ranges: readonly ClockRange[], known: StateVector): number {
  return ranges.reduce(
    (sum, { client, from, to }) => sum + Math.max(0, to - Math.max(from, known.get(client) ?? 0)),
    0,
  );
}

/** A small update must not keep the 64 KiB alive in which it came from the network. */
function ownBytes(update: Uint8Array): Uint8Array {
  return update.buffer.byteLength > 4 * update.length + 1_024 ? new Uint8Array(update) : update;
}

/** A deletion in the middle of a run leaves three of it. What an insertion splits is seen when the state is next made. */
export function addedStructs(
  { structs }: { readonly structs: number },
  { ranges }: { readonly ranges: number },
): number {
  return structs + 2 * ranges;
}

const NOTHING_NEW: Taken = { kind: 'nothing new' };
