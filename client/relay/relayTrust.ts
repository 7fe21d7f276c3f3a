import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import type { RelayKeys } from './relayKeys.ts';
import type { RelayUrl } from './relayUrl.ts';

/** What a connection asks about the relay at its address, and what it reports about it. */
export interface RelayTrust {
  /** The relay must prove one of these before anything is sent; none if no relay is known there. */
  expected(address: RelayUrl): readonly RelayId[];
  /** A relay answered there. `id` is what it has proved; undefined for nothing. */
  met(address: RelayUrl, id: RelayId | undefined): void;
  /** What to show it to be let in; nothing without them. */
  readonly keys?: RelayKeys;
}

/** Identifies every relay by its address. */
export const trustEveryRelay: RelayTrust = { expected: () => [], met: () => undefined };
