/** Why a room does not take a change. */
export type RefusalCause =
  /** The guard says no: an honest client never sends it. */
  | 'malformed'
  /** The room's text or history would grow beyond its limit. */
  | 'too large'
  /** The database does not keep up; later it may. */
  | 'overloaded'
  /** The room was deleted meanwhile. */
  | 'gone';

export interface Refusal {
  readonly kind: 'refused';
  readonly cause: RefusalCause;
  /** One plain sentence for the person who made the change. */
  readonly message: string;
}

/** What a room says to an update. */
export type Reception =
  /** It is stored, or will be: `stored` follows; where it is delayed, later than for what comes after it. */
  | { readonly kind: 'accepted'; readonly isDelayed?: boolean }
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
