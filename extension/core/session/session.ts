import { equalityDeep } from 'lib0/function';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { CloseCode } from '../../../shared/protocol/closeCode.ts';
import type { CompletionsInfo, ControlMessage, Mismatch } from '../../../shared/protocol/control.ts';
import type { RoomId } from '../../../shared/room/roomId.ts';
import { assertNever } from '../../../shared/assertNever.ts';
import { Emitter } from '../emitter.ts';
import type { Clock, Log } from '../ports.ts';
import type { PaletteColor } from '../../../shared/presence/palette.ts';
import type { Presence } from '../../../shared/protocol/presence.ts';
import { Activity } from '../presence/activity.ts';
import { readChecks, readParticipants, type Participant } from '../presence/participants.ts';
import { readRemoteEdits, type RemoteEdit } from '../presence/remoteEdits.ts';
import type { Journal } from './journal.ts';
import { noticeText } from './noticeText.ts';
import { RelayConnection } from './relayConnection.ts';
import type { RelayUrl } from './relayUrl.ts';
import { type ReplicaMismatch, TextCheck } from './textCheck.ts';
import { UnsavedEdits } from './unsavedEdits.ts';
import { whyEnded } from './whyEnded.ts';
import { translate } from '../translate.ts';

export interface RoomInfo {
  readonly id: RoomId;
  readonly name: string;
  readonly language: string;
  readonly relayUrl: RelayUrl;
}

export type SessionState =
  /** Not yet heard from the relay since the session was opened, at `since` by its clock. */
  | { readonly kind: 'connecting'; readonly since: number }
  | { readonly kind: 'online' }
  /** The connection is gone since then and comes back by itself; typing goes on and is kept. */
  | { readonly kind: 'offline'; readonly since: number }
  /**
   * Over: left, or closed by the relay with a reason that coming back cannot mend. `refused`: because of what was
   * typed here, so that handing it in again would end the next session as well. `gone`: the room is no more, or not for
   * this person any more.
   */
  | {
      readonly kind: 'ended';
      readonly reason: string | undefined;
      readonly refused: boolean;
      readonly gone: boolean;
    };

export interface SessionOptions {
  readonly room: RoomInfo;
  readonly user: { readonly name: string; readonly color: PaletteColor };
  readonly journal: Journal;
  readonly socket: typeof WebSocket;
  readonly clock: Clock;
  readonly log: Log;
}

/** Marks what was read from this window's own disk. */
const RESTORED = { origin: 'restored' };

/** The relay did not take what was sent. */
const REFUSED: ReadonlySet<number> = new Set([
  CloseCode.badMessage,
  CloseCode.tooLarge,
  CloseCode.messageTooLarge,
]);

/** A shorter break is not worth a word. */
const AWAY_AFTER_MS = 5_000;
/** The relay has no such room, or not for this person. */
const GONE: ReadonlySet<number> = new Set([
  CloseCode.noSuchRoom,
  CloseCode.notSignedIn,
  CloseCode.notAllowed,
]);

/** How long the copy of the whole state on this window's disk may lag behind. */
const STATE_INTERVAL_MS = 15_000;

/**
 * One window's membership of one room: it connects, syncs, goes offline and comes back, until it is left.
 *
 * SE1: an edit made here is on the relay's disk, or in `unsaved` and so in the journal; never in neither.
 * SE2: `isSaved` is never true while an edit made here is unacknowledged.
 * SE3: what the journal holds is offered with the first step 2 of the connection, also where the state that it builds
 *      on is not on this disk: only the relay's own, stored edits can be missing there.
 */
export class Session {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText('code');
  readonly awareness = new Awareness(this.doc);
  readonly activity: Activity;
  readonly #changed = new Emitter<undefined>();
  readonly #participantsChanged = new Emitter<undefined>();
  readonly #remoteEdited = new Emitter<RemoteEdit>();
  /** The state, the room's name or language, or whether everything is saved has changed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeParticipants = this.#participantsChanged.event;
  readonly #mismatched = new Emitter<ReplicaMismatch>();
  /** Somebody who has the same edits has another text: this replica, or theirs, is damaged. */
  readonly onDidMismatch = this.#mismatched.event;
  /** Somebody else has changed the text, while this window was online. */
  readonly onRemoteEdit = this.#remoteEdited.event;
  readonly #unsaved = new UnsavedEdits();
  readonly #options: SessionOptions;
  readonly #connection: RelayConnection;
  readonly #check: TextCheck;
  #room: RoomInfo;
  #state: SessionState;
  #hasText = false;
  #notice: string | undefined;
  #participantId: string | undefined;
  #completions: CompletionsInfo | undefined;
  #cancelStateTimer: (() => void) | undefined;
  #cancelAwayTimer: (() => void) | undefined;
  /** As of the last change of text or presence. */
  #participants: readonly Participant[] | undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.#room = options.room;
    this.#state = { kind: 'connecting', since: options.clock.now() };
    // Before the provider's own listener: an edit must be known as unsaved before it is sent.
    this.doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) =>
      this.#updated(update, transaction),
    );
    const { name, color } = options.user;
    this.awareness.setLocalState({
      user: { name, color: color.hex, colorLight: `${color.hex}33` },
      cursor: null,
    });
    this.activity = new Activity(this.awareness, options.clock);
    this.#check = new TextCheck({
      text: this.text,
      clock: options.clock,
      publish: (check) => this.publish({ check }),
      onMismatch: (mismatch) => this.#mismatched.fire(mismatch),
    });
    this.awareness.on('change', () => {
      this.#check.heard(readChecks(this.awareness.getStates(), this.doc.clientID));
      this.#participants = undefined;
      this.#participantsChanged.fire(undefined);
    });
    this.text.observe((event, transaction) => this.#textChanged(event, transaction));
    this.#connection = new RelayConnection({
      relayUrl: options.room.relayUrl,
      roomId: options.room.id,
      doc: this.doc,
      awareness: this.awareness,
      socket: options.socket,
      clock: options.clock,
      log: options.log,
      listener: {
        opened: () => this.#unsaved.connectionOpened(),
        sending: (message) => (message === 'step2' ? this.#unsaved.step2Sent() : this.#unsaved.updateSent()),
        synced: () => this.#synced(),
        lost: () => this.#lost(),
        ended: (code, reason) => this.#end(whyEnded(code, reason, this.#room.name), code),
        control: (message) => this.#control(message),
      },
    });
  }

  /** Opens a session with what the journal kept of the room, and begins to connect. */
  static async open(options: SessionOptions): Promise<Session> {
    const kept = await options.journal.read();
    const session = new Session(options);
    session.#restore(kept.state, kept.unsaved);
    session.#connection.connect();
    return session;
  }

  get room(): RoomInfo {
    return this.#room;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** True when the relay has acknowledged every edit made here. */
  get isSaved(): boolean {
    return this.#unsaved.isEmpty;
  }

  /** True when the relay has been gone for so long that the person should know; `onDidChange` tells when. */
  get isAway(): boolean {
    const { clock } = this.#options;
    return this.#state.kind === 'offline' && clock.now() - this.#state.since >= AWAY_AFTER_MS;
  }

  /** What the relay last asked to be shown, while it holds. */
  get notice(): string | undefined {
    return this.#notice;
  }

  /** What the relay calls this window in this room; undefined before the first connection. */
  get participantId(): string | undefined {
    return this.#participantId;
  }

  /** Who answers for completions here; undefined of a relay that does not say. */
  get completions(): CompletionsInfo | undefined {
    return this.#completions;
  }

  /** True when the text is the room's: synced once, or kept from an earlier session. */
  get hasText(): boolean {
    return this.#hasText;
  }

  get participants(): readonly Participant[] {
    // Everybody who draws asks, twenty times a second in a full room; finding a position walks through the text.
    this.#participants ??= readParticipants(this.awareness.getStates(), this.doc.clientID, this.text);
    return this.#participants;
  }

  /** Resolves when `hasText`; rejects with a sentence when the session ends before. */
  whenTextIsThere(): Promise<void> {
    return this.#when(() => this.#hasText);
  }

  /** Resolves when every edit made here is on the relay's disk; rejects with a sentence when the session ends before. */
  whenSaved(): Promise<void> {
    return this.#when(() => this.isSaved);
  }

  /** Shows the others these fields of one's presence; the other fields stay as they are. */
  publish(fields: Partial<Presence>): void {
    if (this.#state.kind === 'ended') return;
    const state = this.awareness.getLocalState() ?? {};
    const shown = Object.fromEntries(Object.keys(fields).map((key) => [key, state[key] as unknown]));
    if (equalityDeep(shown, fields)) return;
    this.awareness.setLocalState({ ...state, ...fields });
  }

  /** Lets the relay count that a text here was not what it should have been. Without a connection it is not counted. */
  reportMismatch(of: Mismatch): void {
    this.#connection.send({ kind: 'mismatch', of });
  }

  /** Looks for the relay at once instead of at the next planned time. */
  reconnectNow(): void {
    this.#connection.reconnectNow();
  }

  /** Writes down what the relay has not acknowledged, and the state as it is now. */
  async flush(): Promise<void> {
    this.#keepState();
    await this.#options.journal.flush();
  }

  /** Leaves the room. What was not acknowledged stays in the journal for the next time. */
  async leave(): Promise<void> {
    this.#end(undefined);
    await this.flush();
  }

  #restore(state: Uint8Array | undefined, unsaved: Uint8Array | undefined): void {
    if (state !== undefined) {
      Y.applyUpdate(this.doc, state, RESTORED);
      this.#hasText = true;
    }
    if (unsaved === undefined) return;
    this.#unsaved.add(unsaved);
    Y.applyUpdate(this.doc, unsaved, RESTORED);
  }

  #updated(update: Uint8Array, transaction: Y.Transaction): void {
    this.#check.changed();
    if (transaction.local) {
      this.#unsaved.add(update);
      this.#keepUnsaved();
      this.#changed.fire(undefined);
    }
    this.#cancelStateTimer ??= this.#options.clock.after(STATE_INTERVAL_MS, () => {
      this.#cancelStateTimer = undefined;
      this.#keepState();
    });
  }

  #textChanged(event: Y.YTextEvent, transaction: Y.Transaction): void {
    this.#participants = undefined;
    // While offline, and on coming back, what arrives is everybody's edits at once.
    if (transaction.local || this.#state.kind !== 'online') return;
    const others = (): { id: number; heads: number[] }[] =>
      this.participants
        .filter(({ isSelf }) => !isSelf)
        .map(({ id, selections }) => ({ id, heads: selections.map(({ head }) => head) }));
    for (const edit of readRemoteEdits(event, transaction, others)) {
      this.activity.typed(edit.author);
      this.#remoteEdited.fire(edit);
    }
  }

  #synced(): void {
    const isFirst = !this.#hasText;
    this.#hasText = true;
    if (isFirst) this.#keepState();
    this.#setState({ kind: 'online' });
  }

  #lost(): void {
    // What is typed from here on builds on this state, and a browser's window gets no chance to write when it goes.
    if (this.#state.kind === 'online') this.#keepState();
    // Further attempts are lost as well, and tell nothing new.
    if (this.#hasText && this.#state.kind !== 'offline')
      this.#setState({ kind: 'offline', since: this.#options.clock.now() });
  }

  #control(message: ControlMessage): void {
    switch (message.kind) {
      case 'welcome':
        this.#room = { ...this.#room, name: message.room.name, language: message.room.language };
        this.#participantId = message.participant_id;
        this.#completions = message.room.completions;
        break;
      case 'room':
        this.#room = { ...this.#room, name: message.name, language: message.language };
        this.#completions = message.completions ?? this.#completions;
        break;
      case 'saved':
        this.#notice = undefined;
        if (this.#unsaved.saved(message.updates)) this.#keepUnsaved();
        break;
      case 'notice':
        this.#notice = noticeText(message);
        break;
      default:
        assertNever(message);
    }
    this.#changed.fire(undefined);
  }

  #keepUnsaved(): void {
    this.#options.journal.keepUnsaved(() => this.#unsaved.merged());
  }

  #keepState(): void {
    if (this.#hasText) this.#options.journal.keepState(() => Y.encodeStateAsUpdate(this.doc));
  }

  #end(reason: string | undefined, code?: number): void {
    if (this.#state.kind === 'ended') return;
    this.#cancelStateTimer?.();
    this.#check.dispose();
    this.#setState({
      kind: 'ended',
      reason,
      refused: code !== undefined && REFUSED.has(code),
      gone: code !== undefined && GONE.has(code),
    });
    this.#connection.dispose();
    this.awareness.destroy();
  }

  #setState(state: SessionState): void {
    if (this.#state.kind === 'ended') return;
    this.#state = state;
    this.#cancelAwayTimer?.();
    this.#cancelAwayTimer =
      state.kind === 'offline'
        ? this.#options.clock.after(AWAY_AFTER_MS, () => this.#changed.fire(undefined))
        : undefined;
    this.#changed.fire(undefined);
    this.#participantsChanged.fire(undefined);
  }

  async #when(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (condition()) resolve();
        else if (this.#state.kind === 'ended')
          reject(new Error(this.#state.reason ?? translate('The room was left.')));
        else return;
        subscription.dispose();
      };
      const subscription = this.onDidChange(look);
      look();
    });
  }
}
