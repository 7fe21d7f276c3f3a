import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { CloseCode } from '../../../shared/protocol/closeCode.ts';
import type { ControlMessage } from '../../../shared/protocol/control.ts';
import type { RoomId } from '../../../shared/room/roomId.ts';
import { assertNever } from '../../../shared/assertNever.ts';
import { Emitter } from '../emitter.ts';
import type { Clock, Log } from '../ports.ts';
import type { PaletteColor } from '../../../shared/presence/palette.ts';
import {
  readParticipants,
  writeSelections,
  type Participant,
  type SharedSelection,
} from '../presence/participants.ts';
import type { Journal } from './journal.ts';
import { RelayConnection } from './relayConnection.ts';
import type { RelayUrl } from './relayUrl.ts';
import { UnsavedEdits } from './unsavedEdits.ts';
import { whyEnded } from './whyEnded.ts';

export interface RoomInfo {
  readonly id: RoomId;
  readonly name: string;
  readonly language: string;
  readonly relayUrl: RelayUrl;
}

export type SessionState =
  /** Not yet heard from the relay since the session was opened. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** The connection is gone and comes back by itself; typing goes on and is kept. */
  | { readonly kind: 'offline' }
  /**
   * Over: left, or closed by the relay with a reason that coming back cannot mend. `refused`: because of what was
   * typed here, so that handing it in again would end the next session as well.
   */
  | { readonly kind: 'ended'; readonly reason: string | undefined; readonly refused: boolean };

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
  readonly #changed = new Emitter<undefined>();
  readonly #participantsChanged = new Emitter<undefined>();
  /** The state, the room's name or language, or whether everything is saved has changed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeParticipants = this.#participantsChanged.event;
  readonly #unsaved = new UnsavedEdits();
  readonly #options: SessionOptions;
  readonly #connection: RelayConnection;
  #room: RoomInfo;
  #state: SessionState = { kind: 'connecting' };
  #hasText = false;
  #notice: string | undefined;
  #cancelStateTimer: (() => void) | undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.#room = options.room;
    // Before the provider's own listener: an edit must be known as unsaved before it is sent.
    this.doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) =>
      this.#updated(update, transaction),
    );
    const { name, color } = options.user;
    this.awareness.setLocalState({
      user: { name, color: color.hex, colorLight: `${color.hex}33` },
      cursor: null,
    });
    this.awareness.on('change', () => this.#participantsChanged.fire(undefined));
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
        lost: () => this.#setState(this.#hasText ? { kind: 'offline' } : { kind: 'connecting' }),
        ended: (code, reason) => this.#end(whyEnded(code, reason, this.#room.name), REFUSED.has(code)),
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

  /** What the relay last asked to be shown, while it holds. */
  get notice(): string | undefined {
    return this.#notice;
  }

  /** True when the text is the room's: synced once, or kept from an earlier session. */
  get hasText(): boolean {
    return this.#hasText;
  }

  get participants(): readonly Participant[] {
    return readParticipants(this.awareness.getStates(), this.doc.clientID, this.text);
  }

  /** Resolves when `hasText`; rejects with a sentence when the session ends before. */
  whenTextIsThere(): Promise<void> {
    return this.#when(() => this.#hasText);
  }

  /** Resolves when every edit made here is on the relay's disk; rejects with a sentence when the session ends before. */
  whenSaved(): Promise<void> {
    return this.#when(() => this.isSaved);
  }

  /** Shows the others where one's selections are, in offsets of the shared text. */
  publishSelections(selections: readonly SharedSelection[]): void {
    if (this.#state.kind === 'ended') return;
    const written = writeSelections(this.text, selections);
    const state = this.awareness.getLocalState() ?? {};
    if (
      JSON.stringify([state.cursor, state.selections]) ===
      JSON.stringify([written.cursor, written.selections])
    )
      return;
    this.awareness.setLocalState({ ...state, ...written });
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

  #synced(): void {
    const isFirst = !this.#hasText;
    this.#hasText = true;
    if (isFirst) this.#keepState();
    this.#setState({ kind: 'online' });
  }

  #control(message: ControlMessage): void {
    switch (message.kind) {
      case 'welcome':
        this.#room = { ...this.#room, name: message.room.name, language: message.room.language };
        break;
      case 'room':
        this.#room = { ...this.#room, name: message.name, language: message.language };
        break;
      case 'saved':
        this.#notice = undefined;
        if (this.#unsaved.saved(message.updates)) this.#keepUnsaved();
        break;
      case 'notice':
        this.#notice = message.message;
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

  #end(reason: string | undefined, refused = false): void {
    if (this.#state.kind === 'ended') return;
    this.#cancelStateTimer?.();
    this.#setState({ kind: 'ended', reason, refused });
    this.#connection.dispose();
    this.awareness.destroy();
  }

  #setState(state: SessionState): void {
    if (this.#state.kind === 'ended') return;
    this.#state = state;
    this.#changed.fire(undefined);
    this.#participantsChanged.fire(undefined);
  }

  async #when(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (condition()) resolve();
        else if (this.#state.kind === 'ended') reject(new Error(this.#state.reason ?? 'The room was left.'));
        else return;
        subscription.dispose();
      };
      const subscription = this.onDidChange(look);
      look();
    });
  }
}
