import type { Clock } from '../../client/ports.ts';
import type { RelayApi } from '../../client/relay/relayApi.ts';
import type { RelayRooms } from '../../client/relay/relayRooms.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import type { InlineCompletionProvider } from '../completion/inlineCompletionProvider.ts';
import type { OwnerTokens } from '../rooms/ownerTokens.ts';
import type { TeamKeys } from '../rooms/teamKeys.ts';
import type { RecentRooms } from '../rooms/recentRooms.ts';
import type { RelayMeetings } from '../rooms/relayMeetings.ts';
import type { Following } from '../people/following.ts';
import type { RoomFileSystem } from '../document/roomFileSystem.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import type { Summons } from '../people/summons.ts';

/** What the commands work with. */
export interface CommandContext {
  readonly documents: SharedDocuments;
  readonly following: Following;
  readonly summons: Summons;
  readonly files: RoomFileSystem;
  readonly recent: RecentRooms;
  readonly relayRooms: RelayRooms;
  readonly completions: InlineCompletionProvider;
  readonly ownerTokens: OwnerTokens;
  readonly relays: RelayMeetings;
  readonly teamKeys: TeamKeys;
  /** For what the person has asked for: where the relay wants a key, they are asked for it. */
  readonly api: (relayUrl: RelayUrl) => RelayApi;
  readonly clock: Clock;
}
