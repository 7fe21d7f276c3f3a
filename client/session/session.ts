import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { assertNever } from '../../shared/assertNever.ts';
import type { CompletionsInfo, ControlMessage, Mismatch } from '../../shared/protocol/control.ts';
import type { Presence } from '../../shared/protocol/presence.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import { Emitter } from '../emitter.ts';
import type { Clock, Log } from '../ports.ts';
import { trustEveryRelay, type RelayTrust } from '../relay/relayTrust.ts';
import type { Activity } from '../people/activity.ts';
import type { Participant } from '../people/participants.ts';
import type { RemoteEdit } from '../people/remoteEdits.ts';
import { translate } from '../translate.ts';
import type { RelayUrl } from '../relay/relayUrl.ts';
import { Connection } from './connection.ts';
import type { ConnectionStatus, Ending } from './connectionState.ts';
import type { Journal } from './journal.ts';
import { Replica } from './replica.ts';
import { type RoomInfo, RoomNews } from './roomNews.ts';
import { RoomPresence, type RoomPresenceOptions } from './roomPresence.ts';
import { ended, type SessionState, type Stranger } from './sessionState.ts';
import type { ReplicaMismatch } from './textCheck.ts';
import type { PlainText } from '../plainText.ts';

export interface SessionOptions {
  readonly room: RoomInfo;
  readonly user: RoomPresenceOptions['user'];
  readonly journal: Journal;
  readonly socket: typeof WebSocket;
  /** Which relay must be at an address. Without it, any relay may be. */
  readonly trust?: RelayTrust;
  readonly clock: Clock;
  readonly log: Log;
}

/** An interruption shorter than this is not worth mentioning. */
const AWAY_AFTER_MS = 5_000;

/**
 * One window's membership of one room: it connects, syncs, goes offline and comes back, until it ends.
 *
 * SE1: an edit made here is always on the relay's disk, or in `unsaved` and so in the journal.
 * SE2: `isSaved` is never true while an edit made here is unacknowledged.
 * SE3: the first step 2 of the connection offers what the journal holds, even if this disk lacks the state
 *      that it builds on. Only the relay's own stored edits can be missing there.
 */
export class Session {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  readonly awareness: Awareness;
  readonly activity: Activity;
  readonly #changed = new Emitter<undefined>();
  readonly #participantsChanged = new Emitter<undefined>();
  readonly #remoteEdited = new Emitter<RemoteEdit>();
  /** The state, the room's name or language, or whether everything is saved has changed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeParticipants = this.#participantsChanged.event;
  readonly #mismatched = new Emitter<ReplicaMismatch>();
  /** Somebody who has the same edits has another text, so this replica or theirs is damaged. */
  readonly onDidMismatch = this.#mismatched.event;
  /** Somebody else has changed the text, while this window was online. */
  readonly onRemoteEdit = this.#remoteEdited.event;
  readonly #options: SessionOptions;
  readonly #replica: Replica;
  readonly #presence: RoomPresence;
  readonly #connection: Connection;
  readonly #news: RoomNews;
  #state: SessionState;
  #stranger: Stranger | undefined;
  #cancelAwayTimer: (() => void) | undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.#news = new RoomNews(options.room);
    this.#state = { kind: 'connecting', since: options.clock.now(), isTurnedAway: false };
    this.#replica = new Replica(options.journal, options.clock);
    const { doc, text } = this.#replica;
    [this.doc, this.text] = [doc, text];
    doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) =>
      this.#updated(update, transaction),
    );
    this.#presence = new RoomPresence({
      ...{ doc, text, user: options.user, clock: options.clock },
      onChange: () => this.#participantsChanged.fire(undefined),
      onMismatch: (mismatch) => this.#mismatched.fire(mismatch),
    });
    this.awareness = this.#presence.awareness;
    this.activity = this.#presence.activity;
    text.observe((event, transaction) => this.#textChanged(event, transaction));
    const { unsaved } = this.#replica;
    const { room, trust = trustEveryRelay, socket, clock, log } = options;
    this.#connection = new Connection({
      ...{ relayUrl: room.relayUrl, roomId: room.id, trust, doc, awareness: this.awareness },
      ...{ socket, clock, log, random: Math.random },
      listener: {
        changed: (status) => this.#connectionChanged(status),
        opened: () => unsaved.connectionOpened(),
        handedIn: (message) => unsaved.handedIn(message),
        metStranger: (id) => this.#metStranger(id),
        control: (message) => this.#control(message),
      },
    });
  }

  /** Opens a session with what the journal kept of the room, and starts connecting. */
  static async open(options: SessionOptions): Promise<Session> {
    const kept = await options.journal.read();
    const session = new Session(options);
    session.#replica.restore(kept);
    session.#connection.connect();
    return session;
  }

  get room(): RoomInfo {
    return this.#news.room;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** True when the relay has acknowledged every edit made here. */
  get isSaved(): boolean {
    return this.#replica.unsaved.isEmpty;
  }

  /** The state that people see: a short break does not count. `onDidChange` fires when it gets long. */
  get shownState(): SessionState['kind'] {
    if (this.#state.kind !== 'offline') return this.#state.kind;
    return this.#options.clock.now() - this.#state.since < AWAY_AFTER_MS ? 'online' : 'offline';
  }

  /** What the relay last asked us to show, as long as it applies. */
  get notice(): PlainText | undefined {
    return this.#news.notice;
  }

  /** Who answered in place of this room's relay, until that relay is back. Nothing was sent there. */
  get stranger(): Stranger | undefined {
    return this.#stranger;
  }

  /** What the relay calls this window in this room; undefined before the first connection. */
  get participantId(): string | undefined {
    return this.#news.participantId;
  }

  /** Who answers completions here; undefined if the relay does not say. */
  get completions(): CompletionsInfo | undefined {
    return this.#news.completions;
  }

  /** True when the text is the room's: synced once, or kept from an earlier session. */
  get hasText(): boolean {
    return this.#replica.hasText;
  }

  get participants(): readonly Participant[] {
    return this.#presence.participants;
  }

  /** Resolves when `hasText`. Rejects with a sentence if the session ends first. */
  whenTextIsThere(): Promise<void> {
    return this.#when(() => this.hasText);
  }

  /** Resolves when every edit made here is on the relay's disk; rejects if the session ends first. */
  whenSaved(): Promise<void> {
    return this.#when(() => this.isSaved);
  }

  /** Shows the others these fields of this person's presence. The other fields stay as they are. */
  publish(fields: Partial<Presence>): void {
    this.#presence.publish(fields);
  }

  /** Tells the relay to count a wrong text here. Without a connection, nobody counts it. */
  reportMismatch(of: Mismatch): void {
    this.#connection.send({ kind: 'mismatch', of });
  }

  /** Tries the relay at once instead of at the next planned time. */
  reconnectNow(): void {
    this.#connection.reconnectNow();
  }

  /** Continues at another address of the same relay. Text, unsaved edits and undo steps stay as they are. */
  moveTo(relayUrl: RelayUrl): void {
    if (this.#state.kind === 'ended' || relayUrl === this.room.relayUrl) return;
    this.#news.movedTo(relayUrl);
    this.#stranger = undefined;
    this.#connection.moveTo(relayUrl);
    this.#changed.fire(undefined);
  }

  /** Saves unacknowledged edits and the present state. */
  flush(): Promise<void> {
    return this.#replica.flush();
  }

  /** Leaves the room. Unacknowledged edits wait in the journal for whichever window enters it next. */
  async leave(): Promise<void> {
    this.#end({ kind: 'left' });
    await this.#replica.close({ isWanted: !this.isSaved && !this.#isRefused });
  }

  #updated(update: Uint8Array, transaction: Y.Transaction): void {
    this.#presence.documentChanged();
    if (transaction.local) {
      this.#replica.edited(update, this.#connection.sendUpdate(update));
      this.#changed.fire(undefined);
    }
    this.#replica.changed();
  }

  #textChanged(event: Y.YTextEvent, transaction: Y.Transaction): void {
    this.#presence.textChanged();
    // While offline and just after, everybody's edits arrive at once.
    if (transaction.local || this.#state.kind !== 'online') return;
    for (const edit of this.#presence.remoteEdits(event, transaction)) {
      this.activity.typed(edit.author);
      this.#remoteEdited.fire(edit);
    }
  }

  #connectionChanged(status: ConnectionStatus): void {
    // Later typing builds on this state, and a browser window cannot write when it closes.
    if (this.#state.kind === 'online') this.#replica.keepState();
    switch (status.kind) {
      case 'connecting':
        return;
      case 'online':
        this.#stranger = undefined;
        this.#replica.synced();
        this.#setState({ kind: 'online' });
        return;
      case 'offline':
        // A session without the room's text keeps connecting.
        this.#setState(this.hasText ? status : { ...status, kind: 'connecting' });
        return;
      case 'over':
        this.#end(status.because);
        return;
      default:
        assertNever(status);
    }
  }

  #metStranger(id: RelayId | undefined): void {
    this.#stranger = { relayUrl: this.room.relayUrl, id };
    this.#changed.fire(undefined);
  }

  #control(message: ControlMessage): void {
    this.#news.take(message);
    if (message.kind === 'saved') this.#replica.saved(message.updates);
    this.#changed.fire(undefined);
  }

  /** Refused edits would also end the next session. They are still in the document. */
  get #isRefused(): boolean {
    return this.#state.kind === 'ended' && this.#state.refused;
  }

  #end(because: Ending): void {
    if (this.#state.kind === 'ended') return;
    this.#replica.dispose();
    this.#presence.end();
    this.#setState(ended(because, this.room));
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
          reject(new Error(this.#state.reason ?? translate('You left the room.')));
        else return;
        subscription.dispose();
      };
      const subscription = this.onDidChange(look);
      look();
    });
  }
}
