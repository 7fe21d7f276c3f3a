import type { UpdateRefused } from '../../shared/guard/updateRefusal.ts';

/** Why a room does not take a change. */
export type RefusalCause =
  /** The guard says no: an honest client never sends it. */
  | 'malformed'
  /** The room's text or history would grow beyond its limit. */
  | 'too large'
  /** The database does not keep up, or too many begin to write at once; later it may. */
  | 'overloaded'
  /** The room was deleted meanwhile. */
  | 'gone';

export interface Refusal {
  readonly kind: 'refused';
  readonly cause: RefusalCause;
  /** One plain sentence for the person who made the change. */
  readonly message: string;
}

/** What the guard has refused. Too many of something can come from honest clients, too. */
export function refusalOf({ reason, message }: UpdateRefused): Refusal {
  const isTooMuch = reason === 'too_many_clients' || reason === 'too_many_structs';
  return { kind: 'refused', cause: isTooMuch ? 'too large' : 'malformed', message };
}

/** What a room says to an update. */
export type Reception =
  /** It is stored, or will be: `stored` follows. */
  | { readonly kind: 'accepted' }
  /** It builds on what the room lacks. The room is as before. */
  | { readonly kind: 'gap' }
  | Refusal;

/** A refusal where a promise was asked for. */
export class RoomRefusal extends Error {
  override readonly name = 'RoomRefusal';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}
