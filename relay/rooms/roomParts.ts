import type { CompletionsInfo } from '../../shared/protocol/control.ts';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../costs/ledger.ts';
import type { LongWork } from '../costs/longWork.ts';
import type { Log } from '../log.ts';
import type { RelayMetrics } from '../metrics/relayMetrics.ts';
import type { RandomBytes } from '../random.ts';
import type { RoomStore } from '../store/roomStore.ts';
import type { CommitQueue } from './commitQueue.ts';
import type { DocumentBuilder } from './documents/documentBuilder.ts';
import type { LostRows } from './lane.ts';
import type { RoomClaim, RoomMemory } from './roomMemory.ts';

/** What every room is made with. */
export interface RoomParts {
  readonly store: RoomStore;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
  readonly metrics?: RelayMetrics;
  /** Where the room has an account of its own; it may be nobody's. */
  readonly ledger?: Ledger;
  /** Told of what loading and storing take. */
  readonly longWork?: Pick<LongWork, 'spent'>;
  /** Who completes on this relay; the local engine where nothing is said. */
  readonly completions?: Pick<CompletionsInfo, 'engine' | 'model'>;
  /** Where large documents are built; without it everything is built on the event loop. */
  readonly documents?: DocumentBuilder;
  /** What all open rooms may take; without it, as much as they like. */
  readonly memory?: RoomMemory;
  /** What this one has of it. */
  readonly claim?: RoomClaim;
  /** What waits in this room can never be stored: the room has to be closed. */
  readonly onLost?: (why: LostRows) => void;
}
