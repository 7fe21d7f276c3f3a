import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import type { RelayKeys } from './relayKeys.ts';
import type { RelayUrl } from './relayUrl.ts';

/** What a connection asks about the relay at its address, and what it tells of it. */
export interface RelayTrust {
  /** The relay must prove one of these before anything is sent; none where no relay is known there. */
  expected(address: RelayUrl): readonly RelayId[];
  /** A relay was met there. `id` is what it has proved; undefined for nothing. */
  met(address: RelayUrl, id: RelayId | undefined): void;
  /** What to show it to be let in; nothing without them. */
  readonly keys?: RelayKeys;
}

/** Takes every relay for what it is reached as. */
export const trustEveryRelay: RelayTrust = { expected: () => [], met: () => undefined };
