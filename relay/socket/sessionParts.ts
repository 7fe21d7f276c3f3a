import type { CloseCode } from '../../shared/protocol/closeCode.ts';
import type { ClosingRefusal } from '../../shared/protocol/refusal.ts';
import type { RelayIdentity } from '../../shared/relay/relayIdentity.ts';
import type { Clock } from '../clock.ts';
import type { Departures } from '../costs/departures.ts';
import type { Account } from '../costs/ledger.ts';
import type { Room } from '../rooms/room.ts';
import type { TextAudience } from '../texts/textAudience.ts';
import type { Beating } from './heartbeat.ts';
import type { ByteSink } from './outbox.ts';
import type { Wire } from './wire.ts';

/** What a session is made with, whatever it speaks. */
interface SessionParts {
  readonly id: string;
  readonly room: Room;
  readonly wire: Wire;
  readonly sink: ByteSink;
  readonly clock: Clock;
  /** Memory for large states that have not been read. */
  readonly departures: Departures;
  /** Whom the session charges for what its client makes the relay spend. */
  readonly account: Account;
  /** Called once, whoever ended it. */
  readonly onClosed: (code: CloseCode | undefined, reason: string) => void;
}

export interface SyncSessionParts extends SessionParts {
  readonly wantsControl: boolean;
  /** Who the relay is, as this client asked. */
  readonly relay: RelayIdentity;
}

export interface JsonSessionParts extends SessionParts {
  readonly name: string;
  readonly audience: TextAudience;
  /** Called after `onClosed`, when the room has everything that this client sent. */
  readonly onDone: () => void;
}

/** One connection, whatever it speaks. */
export interface Session extends Beating {
  open(): void;
  receive(bytes: Uint8Array, isBinary: boolean): void;
  /** The answer to a ping, with what the ping had in it. */
  pong(payload: string): void;
  close(refusal: ClosingRefusal): void;
  /** The connection is gone. */
  disconnected(): void;
}
