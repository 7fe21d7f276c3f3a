import type { StateVector } from '../../shared/guard/stateVector.ts';
import { OUTBOX_SOFT_BYTES } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { Account } from '../costs/ledger.ts';
import { BUSY_DOCUMENTS_MS, WRITE_WINDOW_BYTES } from '../limits.ts';
import { isRefusal } from '../refusedError.ts';
import type { CommittedTurn, Participant } from '../rooms/participant.ts';
import type { Room } from '../rooms/room.ts';
import type { LargeReader } from './largeReader.ts';
import type { Outbox } from './outbox.ts';
import { serverMessage } from './serverMessage.ts';
import { SharedFrames } from './sharedFrames.ts';
import { turnFramesFor } from './turnFrames.ts';

/** What following is made with. */
export interface FollowingParts {
  readonly room: Room;
  readonly outbox: Outbox;
  readonly participant: Participant;
  /** By which it gets what is large. Calls `catchUp` when there is memory for that. */
  readonly largeReader: LargeReader;
  readonly clock: Clock;
  /** Whom what the client asks for is charged to. */
  readonly account: Account;
  /** The room cannot say what the client lacks. */
  readonly onUnreadable: (error: unknown) => void;
}

/** How far a client's document follows its room: what it lacks is sent first, and then every turn. */
export class Following {
  readonly #parts: FollowingParts;
  #state: State = { kind: 'asked' };
  /** What the client lacks is being made of a large document. */
  #isAwaiting = false;
  /** What the client has said meanwhile to have. */
  #question: StateVector | undefined;
  #cancelAgain: () => void = () => undefined;

  constructor(parts: FollowingParts) {
    this.#parts = parts;
  }

  /** True for who takes a place in the room, and takes part in nothing yet. */
  get hasNotAsked(): boolean {
    return this.#state.kind === 'asked';
  }

  get isLagging(): boolean {
    return this.#state.kind === 'lagging';
  }

  /** The client has `known`, and asks what it lacks. */
  answer(known: StateVector): void {
    const { room, account } = this.#parts;
    if (this.#state.kind === 'lagging') {
      this.#state = { kind: 'lagging', has: known };
      return;
    }
    if (this.#isAwaiting) {
      this.#question = known;
      return;
    }
    const difference = room.difference(known, account);
    if (difference instanceof Promise) {
      void this.#answerLater(known, difference);
      return;
    }
    if (this.#send(difference)) {
      this.#state = { kind: 'live' };
      this.lagIfCongested();
    } else {
      this.#state = { kind: 'lagging', has: known };
    }
  }

  /** What the client is sent of a turn now. */
  framesOf(turn: CommittedTurn): readonly Uint8Array[] {
    if (turn.updates.length === 0) return [];
    if (this.#state.kind === 'awaiting') this.#state.missed = withTurn(this.#state.missed, turn);
    return this.#state.kind === 'live' ? turnFramesFor(turn, this.#parts.participant) : [];
  }

  /** A client that reads too slowly for every update gets no more until it has read what is on its way. */
  lagIfCongested(): void {
    const { room, outbox } = this.#parts;
    if (this.#state.kind === 'live' && outbox.isCongested)
      this.#state = { kind: 'lagging', has: room.deliveredVector() };
  }

  /** It has read that; false when it did not lag. */
  catchUp(): boolean {
    if (this.#state.kind !== 'lagging') return false;
    const { has } = this.#state;
    this.#state = { kind: 'asked' };
    this.answer(has);
    return true;
  }

  /** The connection is gone. */
  end(): void {
    this.#cancelAgain();
    this.#state = { kind: 'ended' };
  }

  async #answerLater(known: StateVector, difference: Promise<Uint8Array>): Promise<void> {
    const { room, onUnreadable } = this.#parts;
    this.#isAwaiting = true;
    const has = room.deliveredVector();
    if (this.#state.kind !== 'live') this.#state = { kind: 'awaiting', missed: { turns: [], bytes: 0 } };
    let update: Uint8Array;
    try {
      update = await difference;
    } catch (error) {
      if (this.#isEnded) return;
      if (isRefusal(error, 'largeRoomsBusy')) this.#askLater(this.#takeQuestion() ?? known);
      else onUnreadable(error);
      return;
    } finally {
      this.#isAwaiting = false;
    }
    if (this.#isEnded) return;
    const next = this.#takeQuestion();
    if (this.isLagging) {
      this.#state = { kind: 'lagging', has: next ?? known };
      return;
    }
    if (this.#send(update)) this.#goLive(next ?? has, next !== undefined);
    else this.#state = { kind: 'lagging', has: next ?? known };
  }

  /** The client gets nothing until then, as if it read too slowly. So it costs nothing. */
  #askLater(known: StateVector): void {
    this.#state = { kind: 'lagging', has: known };
    this.#cancelAgain = this.#parts.clock.after(BUSY_DOCUMENTS_MS, () => this.catchUp());
  }

  #takeQuestion(): StateVector | undefined {
    const question = this.#question;
    this.#question = undefined;
    return question;
  }

  /** False when there is no memory for it: as if it read too slowly, the client gets nothing until there is. */
  #send(difference: Uint8Array): boolean {
    const { account, outbox, largeReader } = this.#parts;
    if (difference.length <= WRITE_WINDOW_BYTES) {
      largeReader.forget();
      outbox.sendState(stateFrames.of(difference));
    } else {
      const large = largeReader.load(difference, difference.length, () => serverMessage.step2(difference));
      if (large === undefined) return false;
      outbox.sendState(large.frames, large.reading);
    }
    account.charge('bytesSent', difference.length);
    return true;
  }

  get #isEnded(): boolean {
    return this.#state.kind === 'ended';
  }

  /** Sends what was stored while the answer was made, in the same breath, so that the client never holds a gap. */
  #goLive(has: StateVector, isAskedAgain: boolean): void {
    const missed = this.#state.kind === 'awaiting' ? this.#state.missed : NOTHING_MISSED;
    if (missed !== 'too much') {
      for (const turn of missed.turns) this.#parts.outbox.send(turnFramesFor(turn, this.#parts.participant));
      this.#state = { kind: 'live' };
      this.lagIfCongested();
    }
    if (missed === 'too much' || isAskedAgain) this.answer(has);
  }
}

type State =
  /** It has not said yet what it has: it gets nothing, so that it never holds a gap. */
  | { readonly kind: 'asked' }
  /** What it lacks is being made of a large document. */
  | { readonly kind: 'awaiting'; missed: Missed }
  | { readonly kind: 'live' }
  /** It reads too slowly for every update; when it has caught up it gets what is beyond `has`. */
  | { readonly kind: 'lagging'; readonly has: StateVector }
  | { readonly kind: 'ended' };

/** What was stored meanwhile. Beyond OUTBOX_SOFT_BYTES it is made anew rather than kept. */
type Missed = { readonly turns: readonly CommittedTurn[]; readonly bytes: number } | 'too much';

const NOTHING_MISSED: Missed = { turns: [], bytes: 0 };

function withTurn(missed: Missed, turn: CommittedTurn): Missed {
  if (missed === 'too much') return missed;
  const bytes = turn.updates.reduce((sum, { update }) => sum + update.length, missed.bytes);
  return bytes > OUTBOX_SOFT_BYTES ? 'too much' : { turns: [...missed.turns, turn], bytes };
}

/** Many join the same room at once. */
const stateFrames = new SharedFrames(serverMessage.step2);
