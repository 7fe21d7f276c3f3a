import type { Clock } from '../../../client/ports.ts';
import type { RelayRooms } from '../../../client/relay/relayRooms.ts';
import type { Completions } from '../completions/completions.ts';
import type { OwnerTokens } from '../ownerTokens.ts';
import type { RecentRooms } from '../recentRooms.ts';
import type { RelayMeetings } from '../relayMeetings.ts';
import type { Following } from '../following.ts';
import type { RoomFileSystem } from '../roomFileSystem.ts';
import type { SharedDocuments } from '../sharedDocuments.ts';
import type { Summons } from '../summons.ts';

/** What the commands work with. */
export interface CommandContext {
  readonly documents: SharedDocuments;
  readonly following: Following;
  readonly summons: Summons;
  readonly files: RoomFileSystem;
  readonly recent: RecentRooms;
  readonly relayRooms: RelayRooms;
  readonly completions: Completions;
  readonly ownerTokens: OwnerTokens;
  readonly relays: RelayMeetings;
  readonly clock: Clock;
}
