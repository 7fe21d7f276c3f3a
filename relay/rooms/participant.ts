import type { ControlMessage } from '../../shared/protocol/control.ts';
import type { ClosingRefusal } from '../../shared/protocol/refusal.ts';
import type { Account } from '../costs/ledger.ts';

/** An update that a participant sent, by its place among that participant's sync messages, counted from 1. */
export interface SentUpdate {
  readonly number: number;
  /** A step 2 holds everything that its sender has, so it makes up for what was dropped before it. */
  readonly kind: 'step2' | 'update';
}

/** One update that is on disk. */
export interface CommittedUpdate {
  /** Undefined when the relay itself made the edit. */
  readonly sender: Participant | undefined;
  readonly update: Uint8Array;
}

/** What one commit stored for a room. Every participant is handed the same object, so what is made of it can be kept. */
export interface CommittedTurn {
  readonly updates: readonly CommittedUpdate[];
}

/**
 * What an awareness update brings: `renewals` repeat what is known, for clients that drop what is not repeated. Who reads
 * slowly may skip all but `removals`.
 */
export type PresenceNews = 'changes' | 'renewals' | 'removals';

/** What a room asks of whoever takes part in it, whatever wire they use. No call throws, none waits. */
export interface Participant {
  readonly id: string;
  /** The wire that it uses: the y-websocket protocol or JSON. */
  readonly protocol: 'yjs' | 'json';
  /** True while it only takes a place in the room. */
  readonly isSilent?: boolean;
  /** Whom the room charges for what this participant makes it spend; nobody where it is not counted. */
  readonly account?: Account;
  /** Its own update is on disk. A `deliver` follows in the same breath. */
  stored(update: SentUpdate): void;
  /** Updates are on disk, in order. A participant's own are among them. */
  deliver(turn: CommittedTurn): void;
  /** What it showed to prove that it is the same client again; a symbol where no client can be. Set before it shows itself. */
  readonly presenceKey: string | symbol | undefined;
  /** When the last ping was sent that it has answered, or it was opened, by the clock that only grows. */
  readonly answeredPingAt: number;
  showPresence(update: Uint8Array, kind: PresenceNews): void;
  /** Somebody has come or gone. */
  rosterChanged?(): void;
  notify(message: ControlMessage): void;
  /** Edits are stored again, after a notice that they are not. */
  savingAgain?(): void;
  /** Asks it to show that it is still there: somebody else claims its presence id. */
  probe(): void;
  close(refusal: ClosingRefusal): void;
}
