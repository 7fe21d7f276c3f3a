import { aftermathOf } from '../../shared/protocol/closeCode.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import type { PlainText } from '../plainText.ts';
import type { RelayUrl } from '../relay/relayUrl.ts';
import type { Ending, Loss } from './connectionState.ts';
import type { RoomInfo } from './roomNews.ts';
import { whyEnded } from './whyEnded.ts';

export type SessionState =
  /** Not yet heard from the relay, since the session was opened or the relay was lost, by its clock. */
  | ({ readonly kind: 'connecting' } & Loss)
  | { readonly kind: 'online' }
  /** The connection is gone since then and comes back by itself; typing goes on and is kept. */
  | ({ readonly kind: 'offline' } & Loss)
  /**
   * Over: left, or closed by the relay with a reason that coming back cannot mend. `refused`: because of what was
   * typed here, so that handing it in again would end the next session as well. `gone`: the room is no more, or not for
   * this person any more.
   */
  | {
      readonly kind: 'ended';
      readonly reason: PlainText | undefined;
      readonly refused: boolean;
      readonly gone: boolean;
    };

/** A relay that is not the one that it should be. `id` is what it has proved to be; undefined for nothing. */
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
