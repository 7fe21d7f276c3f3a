import { assertNever } from '../../shared/assertNever.ts';
import { inspectAwareness } from '../../shared/guard/awarenessGuard.ts';
import type { CloseCode } from '../../shared/protocol/closeCode.ts';
import type { ClientControlMessage, ControlMessage, Mismatch } from '../../shared/protocol/control.ts';
import { type ClosingRefusal, refuse } from '../../shared/protocol/refusal.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import { chargeLoop } from '../costs/chargeLoop.ts';
import type { Account } from '../costs/ledger.ts';
import { ASK_AGAIN_MS, MAX_COUNTED_MISMATCHES } from '../limits.ts';
import type { CommittedTurn, Participant, PresenceNews, SentUpdate } from '../rooms/participant.ts';
import type { Room } from '../rooms/room.ts';
import { isEchoOfOthers } from './awarenessEcho.ts';
import { isQuick, readClientMessage } from './clientMessage.ts';
import { closeOf } from './closeOf.ts';
import { Following } from './following.ts';
import { LargeReader } from './largeReader.ts';
import { Outbox } from './outbox.ts';
import { SavedCount } from './savedCount.ts';
import { HEARTBEAT_FRAMES, serverMessage } from './serverMessage.ts';
import type { SyncSessionParts } from './sessionParts.ts';
import { SharedFrames } from './sharedFrames.ts';
import { expectStep1 } from './step1Deadline.ts';

/** One connection of /sync: the y-websocket protocol on one side, a participant of the room on the other. */
export class SyncSession implements Participant {
  readonly id: string;
  readonly protocol = 'yjs';
  readonly account: Account;
  readonly #parts: SyncSessionParts;
  readonly #room: Room;
  readonly #outbox: Outbox;
  readonly #saved = new SavedCount();
  #received = 0;
  #mismatches = 0;
  readonly #following: Following;
  readonly #largeReader: LargeReader;
  /** Our own step 1 is on its way, or its answer: what has a gap until then will come again with it. */
  #isAnswerDue = true;
  #isClosed = false;
  #shownKey: string | undefined;
  #lastAnsweredPingAt: number;
  #cancelDeadline: () => void = () => undefined;
  #askedAt = -Infinity;
  #cancelAsking: () => void = () => undefined;

  constructor(parts: SyncSessionParts) {
    this.id = parts.id;
    this.#parts = parts;
    this.account = parts.account;
    this.#room = parts.room;
    this.#lastAnsweredPingAt = parts.clock.steady();
    this.#outbox = new Outbox(parts.sink, parts.clock, {
      drained: () => this.#catchUp(),
      tooSlow: () => this.close(refuse('readsTooSlowly')),
    });
    this.#largeReader = new LargeReader({
      ...{ departures: parts.departures, clock: parts.clock, holder: this.#room.id },
      again: () => this.#catchUp(),
      close: (refusal) => this.close(refusal),
    });
    this.#following = new Following({
      room: this.#room,
      outbox: this.#outbox,
      participant: this,
      largeReader: this.#largeReader,
      clock: parts.clock,
      account: this.account,
      onUnreadable: (error) => this.close(closeOf(error)),
    });
  }

  get presenceKey(): string | undefined {
    return this.#shownKey;
  }

  get answeredPingAt(): number {
    return this.#lastAnsweredPingAt;
  }

  /** Joins the room and greets the client. */
  open(): void {
    if (!this.#room.join(this)) {
      this.#room.metrics.connectionRefused('full room');
      this.close(refuse('roomFull'));
      return;
    }
    this.#cancelDeadline = expectStep1(
      this.#parts.clock,
      () => this.isSilent && !this.#isClosed,
      () => {
        this.#room.metrics.connectionRefused('silent');
        this.close(refuse('silent'));
      },
    );
    const { id, name, language } = this.#room.record;
    const room = { id, name, language, completions: this.#room.completions };
    this.notify({
      kind: 'welcome',
      protocol: PROTOCOL_VERSION,
      participant_id: this.id,
      role: 'editor',
      room,
      relay: this.#parts.relay,
    });
    const { saving } = this.#room;
    if (saving.current !== undefined) this.notify(saving.current);
    this.#outbox.send(serverMessage.step1(this.#room.stateVector()));
  }

  /** True for who has not asked for the document yet: it takes a place in the room, and takes part in nothing. */
  get isSilent(): boolean {
    return this.#following.hasNotAsked;
  }

  /** A message of the client. */
  receive(bytes: Uint8Array, isBinary = true): void {
    if (this.#isClosed) return;
    if (isQuick(bytes)) this.#read(bytes, isBinary);
    else chargeLoop(this.account, this.#parts.clock, () => this.#read(bytes, isBinary));
  }

  #read(bytes: Uint8Array, isBinary: boolean): void {
    if (!isBinary) {
      this.close(refuse('badFrame', 'notBinary'));
      return;
    }
    const message = readClientMessage(bytes);
    switch (message.kind) {
      case 'update':
      case 'step2':
        this.#receiveUpdate(message.kind, message.update);
        return;
      case 'step1':
        this.#cancelDeadline();
        this.#following.answer(message.known);
        return;
      case 'awareness':
        this.#receiveAwareness(message.update);
        return;
      case 'queryAwareness':
        this.#room.presence.introduce(this);
        this.account.charge('bytesSent', this.#room.presence.showAll(this));
        return;
      case 'control':
        if (message.message !== undefined) this.#receiveControl(message.message);
        return;
      case 'malformed':
        this.#room.metrics.frameRefused('malformed');
        this.close(message.refusal);
    }
  }

  pong(payload: string): void {
    const sentAt = Number(payload);
    if (sentAt > this.#lastAnsweredPingAt && sentAt <= this.#parts.clock.steady())
      this.#lastAnsweredPingAt = sentAt;
  }

  /** Asks for a sign of life, and gives one to clients which hang up when they do not hear anything. */
  beat(): void {
    if (this.#isClosed) return;
    this.probe();
    this.#outbox.send(HEARTBEAT_FRAMES);
  }

  terminate(): void {
    this.#end(undefined, 'no sign of life');
    this.#parts.wire.terminate();
  }

  stored(update: SentUpdate): void {
    this.#saved.stored(update);
  }

  deliver(turn: CommittedTurn): void {
    if (this.#isClosed) return;
    const updates = this.#following.framesOf(turn);
    const saved = this.#parts.wantsControl ? this.#saved.takeNews() : undefined;
    if (saved === undefined) this.#outbox.send(updates);
    else this.#outbox.send([...updates, ...serverMessage.control({ kind: 'saved', updates: saved })]);
    this.#following.lagIfCongested();
  }

  showPresence(update: Uint8Array, kind: PresenceNews): void {
    if (this.#isClosed || (kind !== 'removals' && this.#following.isLagging)) return;
    this.#outbox.send(presenceFrames.of(update));
    this.#following.lagIfCongested();
  }

  notify(message: ControlMessage): void {
    if (this.#isClosed || !this.#parts.wantsControl) return;
    this.#outbox.send(serverMessage.control(message));
  }

  savingAgain(): void {
    this.notify({ kind: 'saved', updates: this.#saved.count });
  }

  probe(): void {
    if (!this.#isClosed) this.#parts.wire.ping(String(this.#parts.clock.steady()));
  }

  close(refusal: ClosingRefusal): void {
    if (this.#isClosed) return;
    this.#end(refusal.code, refusal.sentence);
    this.#parts.wire.close(refusal);
  }

  /** The connection is gone. */
  disconnected(): void {
    this.#end(undefined, 'the client has gone');
  }

  #receiveUpdate(kind: SentUpdate['kind'], update: Uint8Array): void {
    const sent = { number: ++this.#received, kind };
    if (kind === 'step2') this.#isAnswerDue = false;
    const reception = this.#room.receive(this, sent, update);
    switch (reception.kind) {
      case 'accepted':
        // By its step 2 a client has said who it is, if it ever does.
        if (kind === 'step2') this.#room.presence.introduce(this);
        return;
      case 'gap':
        if (kind === 'step2') this.close(refuse('badFrame', 'gap'));
        else this.#askAgain(sent.number);
        return;
      case 'refused':
        this.close(reception.refusal);
    }
  }

  #askAgain(dropped: number): void {
    this.#saved.dropped(dropped);
    if (this.#isAnswerDue) return;
    this.#isAnswerDue = true;
    const { clock } = this.#parts;
    const wait = Math.max(0, this.#askedAt + ASK_AGAIN_MS - clock.steady());
    this.#cancelAsking();
    if (wait === 0) this.#ask();
    else this.#cancelAsking = clock.after(wait, () => this.#ask());
  }

  /** The answer may be as long as the room has clients: a client that makes gaps again and again gets few of them. */
  #ask(): void {
    this.#askedAt = this.#parts.clock.steady();
    const vector = this.#room.stateVector();
    this.account.charge('bytesSent', vector.length);
    this.#outbox.send(serverMessage.step1(vector));
  }

  #receiveAwareness(update: Uint8Array): void {
    const own = this.#room.presence.idOf(this);
    if (own !== undefined && isEchoOfOthers(update, own)) return;
    const verdict = inspectAwareness(update);
    if (verdict.kind === 'accepted') {
      this.#room.presence.announce(this, verdict.entries);
      this.account.charge('presenceBytes', update.length);
      return;
    }
    this.#room.metrics.frameRefused('malformed');
    this.close(refuse('badPresence', verdict.reason));
  }

  #receiveControl(message: ClientControlMessage): void {
    switch (message.kind) {
      case 'mismatch':
        this.#countMismatch(message.of);
        return;
      case 'presence_key':
        this.#shownKey ??= message.key;
        return;
      default:
        assertNever(message);
    }
  }

  /** A client may be wrong, or lie: it has only so many. */
  #countMismatch(of: Mismatch): void {
    if (++this.#mismatches <= MAX_COUNTED_MISMATCHES) this.#room.metrics.mismatched(of);
  }

  #catchUp(): void {
    if (!this.#isClosed && this.#following.catchUp()) this.#room.presence.showAll(this);
  }

  #end(code: CloseCode | undefined, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelDeadline();
    this.#cancelAsking();
    this.#following.end();
    this.#largeReader.end();
    this.#outbox.close();
    this.#room.leave(this);
    this.#parts.onClosed(code, reason);
  }
}

/** Everybody is shown the same presence. */
const presenceFrames = new SharedFrames(serverMessage.awareness);
