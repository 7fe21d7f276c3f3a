import { aftermathOf } from '../../shared/protocol/closeCode.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import type { PlainText } from '../plainText.ts';
import type { RelayUrl } from '../relay/relayUrl.ts';
import type { Ending, Loss } from './connectionState.ts';
import type { RoomInfo } from './roomNews.ts';
import { whyEnded } from './whyEnded.ts';

export type SessionState =
  /** The session has not heard from the relay since it opened or lost the relay, by its clock. */
  | ({ readonly kind: 'connecting' } & Loss)
  | { readonly kind: 'online' }
  /**
   * The connection has been gone since then and comes back by itself. The person can keep typing, and the
   * text is kept.
   */
  | ({ readonly kind: 'offline' } & Loss)
  /**
   * Over: the person left, or the relay closed it for a reason that reconnecting cannot fix. `refused`:
   * because of text typed here, so sending it again would also end the next session. `gone`: the room no
   * longer exists, or this person has lost access.
   */
  | {
      readonly kind: 'ended';
      readonly reason: PlainText | undefined;
      readonly refused: boolean;
      readonly gone: boolean;
    };

/** A relay that is not the right one. `id` is its proven identity; undefined if it proved nothing. */
export interface Stranger {
  readonly relayUrl: RelayUrl;
  readonly id: RelayId | undefined;
}

/** The state of a session in `room` that is over. */
export function ended(because: Ending, room: RoomInfo): SessionState {
  const aftermath = because.kind === 'closed' ? aftermathOf(because.code) : 'over';
  return {
    kind: 'ended',
    reason: whyEnded(because, room),
    refused: aftermath === 'refused',
    gone: aftermath === 'gone',
  };
}

/** True while the relay answers, but lets this window in no room for now. */
export function isTurnedAway(state: SessionState): boolean {
  return (state.kind === 'connecting' || state.kind === 'offline') && state.isTurnedAway;
}
