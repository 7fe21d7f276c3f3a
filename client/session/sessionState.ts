import { aftermathOf } from '../../shared/protocol/closeCode.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import type { PlainText } from '../plainText.ts';
import type { RelayUrl } from '../relay/relayUrl.ts';

export type SessionState =
  /** Not yet heard from the relay since the session was opened, at `since` by its clock. */
  | { readonly kind: 'connecting'; readonly since: number }
  | { readonly kind: 'online' }
  /** The connection is gone since then and comes back by itself; typing goes on and is kept. */
  | { readonly kind: 'offline'; readonly since: number }
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

/** `code` is the one that the relay has closed with; none when the room was left. */
export function ended(reason: PlainText | undefined, code: number | undefined): SessionState {
  const aftermath = code === undefined ? 'over' : aftermathOf(code);
  return { kind: 'ended', reason, refused: aftermath === 'refused', gone: aftermath === 'gone' };
}
