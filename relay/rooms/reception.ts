import type { UpdateRefused } from '../../shared/guard/updateRefusal.ts';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
import {
  type AnsweringKind,
  type ClosingKind,
  type Refusal,
  refuse,
  type WordsOf,
} from '../../shared/protocol/refusal.ts';
import type { RefusalCause } from '../metrics/relayMetrics.ts';

/** Kinds for a change that a room does not take: it may have come by a WebSocket or by a request from somebody inside. */
export type RoomRefusalKind = Exclude<ClosingKind & AnsweringKind, 'keyMissing'>;

export type RoomRefusal = Refusal<RoomRefusalKind>;

export interface Refused {
  readonly kind: 'refused';
  readonly cause: RefusalCause;
  readonly refusal: RoomRefusal;
}

export function refused(refusal: RoomRefusal): Refused {
  return { kind: 'refused', cause: CAUSES[refusal.code], refusal };
}

/** The same by its kind. */
export function refusedFor<Kind extends RoomRefusalKind>(kind: Kind, ...words: WordsOf<Kind>): Refused {
  return refused(refuse(kind, ...words));
}

/** What the guard has refused. Too many of something can come from honest clients, too. */
export function refusedByGuard({ reason }: UpdateRefused): Refused {
  const isTooMuch = reason === 'too_many_clients' || reason === 'too_many_structs';
  return isTooMuch ? refusedFor('largeUpdate', reason) : refusedFor('badUpdate', reason);
}

/** What a room says to an update. */
export type Reception =
  /** It is stored, or will be: `stored` follows. */
  | { readonly kind: 'accepted' }
  /** It builds on what the room lacks. The room is as before. */
  | { readonly kind: 'gap' }
  | Refused;

const CAUSES: Record<RoomRefusal['code'], RefusalCause> = {
  [CloseCode.badMessage]: 'malformed',
  [CloseCode.tooLarge]: 'too large',
  [CloseCode.noSuchRoom]: 'gone',
  [CloseCode.tryAgainLater]: 'overloaded',
  [CloseCode.restarting]: 'overloaded',
  [CloseCode.goingAway]: 'overloaded',
  [CloseCode.internalError]: 'overloaded',
};
