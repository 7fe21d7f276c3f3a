import type { RoomId } from '../../shared/room/roomId.ts';

/** Why a store refused or failed. `failed` alone may be cured by repeating the call. */
export type StoreProblem =
  /** Rows or a snapshot for rooms that are not (or no longer) there. */
  | { readonly kind: 'no-room'; readonly roomIds: readonly RoomId[] }
  | { readonly kind: 'room-exists'; readonly roomId: RoomId }
  /** Another update was stored under this sequence: somebody else writes this room's log. */
  | { readonly kind: 'sequence-taken'; readonly roomId: RoomId; readonly sequence: number }
  /** The row `sequence` is missing though it must be there: the room must not be served. */
  | { readonly kind: 'broken-log'; readonly roomId: RoomId; readonly sequence: number }
  | { readonly kind: 'newer-schema'; readonly migration: string }
  | { readonly kind: 'unsuitable-database'; readonly reason: string }
  /** Another relay has the database: nothing may be written, and what is in memory here may be old. */
  | { readonly kind: 'in-use'; readonly database: string }
  | { readonly kind: 'closed' }
  /** The database did not do it, or did not answer in time: what it did is then unknown. */
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly reason: string };

/**
 * What a RoomStore rejects with. Carries neither the statement nor its parameters: those hold people's text, and an
 * error ends up in a log.
 */
export class StoreError extends Error {
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem) {
    super(sentence(problem));
    this.name = 'StoreError';
    this.problem = problem;
  }
}

function sentence(problem: StoreProblem): string {
  switch (problem.kind) {
    case 'no-room':
      return `There is no room ${problem.roomIds.join(', ')} in the database: it was deleted.`;
    case 'room-exists':
      return `There already is a room ${problem.roomId}: create it under another id.`;
    case 'sequence-taken':
      return `Row ${problem.sequence} of room ${problem.roomId} holds another update: load the room again.`;
    case 'broken-log':
      return `Row ${problem.sequence} of room ${problem.roomId} is missing: restore the database from a backup.`;
    case 'newer-schema':
      return `The database was written by a newer Tandem (it has "${problem.migration}"): update this relay.`;
    case 'unsuitable-database':
      return problem.reason;
    case 'in-use':
      return `Another relay is using ${problem.database}: stop that one, or give this one another DATABASE_URL.`;
    case 'closed':
      return 'The store is closed.';
    case 'failed':
      return `The database failed: ${problem.reason}`;
  }
}
