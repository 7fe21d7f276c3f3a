import type { RelayUrl } from './relayUrl.ts';

/** The keys that this person shows to relays, each to one relay. */
export interface RelayKeys {
  /** The key for the relay at `address`, once it has proved who it is; undefined where none is kept. Never rejects. */
  find(address: RelayUrl): Promise<string | undefined> | undefined;
  /** Asks the person for another key than `refused`; undefined where they have none. Absent where nobody may be asked. */
  ask?(address: RelayUrl, refused: string | undefined): Promise<string | undefined>;
}

/** For whoever has none. */
export const noKeys: RelayKeys = { find: () => undefined };
