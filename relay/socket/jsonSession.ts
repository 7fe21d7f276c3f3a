import type { JsonMessage, JsonRequest } from '../../shared/api/jsonSocket.ts';
import type { CloseCode } from '../../shared/protocol/closeCode.ts';
import type { ControlMessage } from '../../shared/protocol/control.ts';
import { type ClosingRefusal, refuse } from '../../shared/protocol/refusal.ts';
import { chargeLoop } from '../costs/chargeLoop.ts';
import type { Account } from '../costs/ledger.ts';
import { MAX_BAD_MESSAGES } from '../limits.ts';
import { offsetAt } from '../../shared/text/places.ts';
import { isRefusal } from '../refusedError.ts';
import type { CommittedTurn, PresenceNews } from '../rooms/participant.ts';
import type { Person, PersonAt } from '../texts/peopleHere.ts';
import type { Room } from '../rooms/room.ts';
import { normaliseText } from '../rooms/roomText.ts';
import { type SeenText, SeenTexts } from '../texts/seenTexts.ts';
import type { TextAudience, TextReader, TextView } from '../texts/textAudience.ts';
import { differenceDeadline, textDifference } from '../rooms/textDifference.ts';
import { frameJson, jsonError, readJsonRequest } from './jsonMessage.ts';
import { arrivalMessage, caretMessage, initMessage, presenceState, roomMessage } from '../texts/jsonNews.ts';
import { codeFrames, initFrames, type TextFrames } from './jsonText.ts';
import { LargeReader } from './largeReader.ts';
import { Outbox } from './outbox.ts';
import { framePing } from './serverFrame.ts';
import type { JsonSessionParts } from './sessionParts.ts';

/** One connection of /ws: whole texts on one side, a participant of the room on the other. */
export class JsonSession implements TextReader {
  readonly id: string;
  readonly protocol = 'json';
  readonly account: Account;
  /** Its presence id is the relay's own: whoever claims it, too, is somebody else. */
  readonly presenceKey = Symbol('of the relay');
  readonly answeredPingAt = 0;
  readonly #parts: JsonSessionParts;
  readonly #room: Room;
  readonly #audience: TextAudience;
  readonly #outbox: Outbox;
  readonly #largeReader: LargeReader;
  readonly #texts: SeenTexts;
  /** Its Yjs client id, for edits and for presence. */
  readonly #author: number;
  #edits = 0;
  #badMessages = 0;
  /** What it has been told: nothing, or everything until it fell behind, or everything. */
  #told: 'nothing' | 'some' | 'all' = 'nothing';
  /** Where its caret is, when others have not been told yet. */
  #newCaret: unknown;
  #isClosed = false;

  constructor(parts: JsonSessionParts) {
    this.id = parts.id;
    this.#parts = parts;
    this.account = parts.account;
    this.#room = parts.room;
    this.#audience = parts.audience;
    this.#author = parts.room.newAuthor();
    this.#texts = new SeenTexts(parts.clock);
    this.#outbox = new Outbox(parts.sink, parts.clock, {
      drained: () => this.#audience.changed(),
      tooSlow: () => this.close(refuse('readsTooSlowly')),
    });
    this.#largeReader = new LargeReader({
      ...{ departures: parts.departures, clock: parts.clock, holder: this.#room.id },
      again: () => this.#audience.changed(),
      close: (refusal) => this.close(refusal),
    });
  }

  get seenTexts(): readonly SeenText[] {
    return this.#texts.all;
  }

  /** Joins the room; `init` follows, at once unless the room waits for its disk. */
  open(): void {
    if (!this.#room.join(this)) {
      this.#room.metrics.connectionRefused('full room');
      this.close(refuse('roomFull'));
      return;
    }
    // With its name, so that others hear of it at once.
    this.#announce(null);
    this.#audience.join(this);
  }

  receive(bytes: Uint8Array, isBinary: boolean): void {
    if (this.#isClosed) return;
    const charged = <T>(work: () => T): T => chargeLoop(this.account, this.#parts.clock, work);
    const request = charged(() => (isBinary ? NOT_TEXT : readJsonRequest(bytes)));
    if (request.type === 'malformed') {
      this.#refuse(request.message);
      return;
    }
    this.#badMessages = 0;
    if (!this.#audience.submit(bytes.length, () => charged(() => this.#handle(request))))
      this.close(refuse('overloaded'));
  }

  /** The client's end of the connection has everything up to the ping with this payload. */
  pong(payload: string): void {
    if (/^\d{1,15}$/.test(payload)) this.#texts.confirm(Number(payload));
  }

  beat(): void {
    if (!this.#isClosed) this.#parts.wire.ping();
  }

  terminate(): void {
    this.#end(undefined, 'no sign of life');
    this.#parts.wire.terminate();
  }

  show(view: TextView): void {
    if (this.#isClosed) return;
    const { text, news, people } = view;
    if (this.#newCaret !== undefined) this.#announce(this.#newCaret);
    if (this.#told === 'nothing') {
      this.#init(text, people);
      return;
    }
    for (const person of news.joined)
      if (person.id !== this.id) this.#send(arrivalMessage('user_joined', this.#room, person));
    for (const person of news.left) this.#send(arrivalMessage('user_left', this.#room, person));
    if (this.#outbox.isCongested || !this.#showText(view)) {
      this.#told = 'some';
      return;
    }
    for (const person of this.#told === 'all' ? news.moved : people) this.#showCaret(person);
    this.#told = 'all';
  }

  stored(): void {
    this.#audience.stored();
  }

  deliver(turn: CommittedTurn): void {
    this.#audience.committed(turn);
  }

  showPresence(_update: Uint8Array, kind: PresenceNews): void {
    if (kind !== 'renewals') this.#audience.changed();
  }

  rosterChanged(): void {
    this.#audience.changed();
  }

  notify(message: ControlMessage): void {
    if (message.kind === 'notice') this.#send(jsonError(message.code, message.message));
    else if (message.kind === 'room') this.#send(roomMessage(this.#room, message.name, message.language));
  }

  probe(): void {
    // Nobody else gets its presence id, whether it answers or not.
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

  #handle(request: JsonRequest): void {
    switch (request.type) {
      case 'code_update':
        this.#receiveCode(request.data.code, request.data.base);
        return;
      case 'cursor_position':
        this.#receiveCaret(request.data.line, request.data.column);
    }
  }

  #receiveCode(code: string, version: number | undefined): void {
    const text = this.#normalise(code);
    if (text === undefined) return;
    const deadline = differenceDeadline();
    const base = this.#texts.baseOf(text, version, deadline);
    if (base === undefined) {
      this.#send(
        jsonError(
          'unknown_base',
          'Your edit was not taken: its base is too old. Begin with the text that follows.',
        ),
      );
      this.account.charge('bytesSent', this.#texts.latest?.text.length ?? 0);
      this.#texts.shown = undefined;
      this.#audience.changed();
      return;
    }
    const edits = textDifference(base.text, text, deadline);
    const reception = this.#audience.edit(this, this.#author, ++this.#edits, base, edits);
    if (reception.kind === 'refused') {
      const { cause, refusal } = reception;
      if (cause === 'gone') this.close(refusal);
      else this.#send(jsonError(cause === 'too large' ? 'too_large' : 'not_saved', refusal.sentence));
      return;
    }
    const made = { version: base.version, text, runs: reception.runs };
    // What UTF-8 cannot carry was replaced, so that the client has another text than it believes.
    this.#texts.received(base, made, code.isWellFormed() ? text : undefined);
    this.#audience.changed();
  }

  #normalise(code: string): string | undefined {
    try {
      return normaliseText(code);
    } catch (error) {
      if (!isRefusal(error, 'textTooLong')) throw error;
      this.#send(jsonError('too_large', error.refusal.sentence));
      return undefined;
    }
  }

  #receiveCaret(line: number, column: number): void {
    const seen = this.#texts.latest;
    if (seen === undefined) return;
    this.#newCaret = this.#audience.positionAt(seen, offsetAt(seen.text, line, column));
    this.#audience.changed();
  }

  #announce(caret: unknown): void {
    this.#newCaret = undefined;
    this.#room.presence.announce(this, [
      { clientId: this.#author, clock: 1, state: presenceState(this.#parts.name, caret) },
    ]);
  }

  #init(text: SeenText, people: readonly Person[]): void {
    const message = initMessage(this.#room, text, this.#parts, people);
    if (!this.#sendText(text, initFrames(this.#largeReader, text, message, this.#parts.clock.now()))) return;
    this.#told = 'all';
    const { saving } = this.#room;
    if (saving.current !== undefined) this.notify(saving.current);
    for (const person of people) this.#showCaret(person);
  }

  /** False when there is no memory for the text. */
  #showText(view: TextView): boolean {
    const { text } = view;
    if (this.#texts.shown !== text.text) return this.#sendText(text, codeFrames(this.#largeReader, view));
    if (this.#texts.latest?.text === text.text) this.#texts.latest.runs = text.runs;
    this.#largeReader.forget();
    return true;
  }

  /** Its pong tells that the client's end has it. */
  #sendText(text: SeenText, sent: TextFrames | undefined): boolean {
    if (sent === undefined) return false;
    this.#outbox.sendState([...sent.frames, framePing(String(text.version))], sent.reading);
    this.#texts.sent(text);
    return true;
  }

  #showCaret(person: PersonAt | Person): void {
    if (!('line' in person) || person.id === this.id) return;
    this.#send(caretMessage(person));
  }

  #send(message: JsonMessage): void {
    if (this.#isClosed || this.#told === 'nothing') return;
    this.#outbox.send(frameJson(message, this.#parts.clock.now()));
  }

  #refuse(message: string): void {
    this.#badMessages++;
    this.#room.metrics.frameRefused('malformed');
    this.#send(jsonError('bad_message', message));
    if (this.#badMessages >= MAX_BAD_MESSAGES) this.close(refuse('badJsonMessages'));
  }

  #end(code: CloseCode | undefined, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#largeReader.end();
    this.#outbox.close();
    this.#room.leave(this);
    this.#parts.onClosed(code, reason);
    const finish = () => {
      this.#texts.dispose();
      this.#audience.leave(this);
      this.#parts.onDone();
    };
    // What it said before may still wait for its turn.
    if (!this.#audience.submit(0, finish)) finish();
  }
}

const NOT_TEXT = { type: 'malformed', message: 'Messages here are text; binary is for /sync.' } as const;
