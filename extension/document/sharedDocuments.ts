import * as vscode from 'vscode';
import type { DocumentKey } from '../../client/documents/documentKey.ts';
import { Emitter } from '../../client/emitter.ts';
import { type NamedRoom, namedRoom, type RoomRef } from '../../client/relay/roomRef.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import type { RoomInfo } from '../../client/session/roomNews.ts';
import type { Session } from '../../client/session/session.ts';
import { untilAborted } from '../../client/untilAborted.ts';
import { UnderWay } from '../../client/underWay.ts';
import { toLf } from './lineEndings.ts';
import { ROOM_SCHEME } from '../names.ts';
import { OpenRooms, type OpenRoom } from './openRooms.ts';
import { roomDocumentUri, type RoomFileSystem, type RoomTexts } from './roomFileSystem.ts';
import { RoomMoves } from './roomMoves.ts';
import { saveAsItIs } from './saveAsItIs.ts';
import { setLanguage } from './setLanguage.ts';
import { LeftMeanwhileError, restoreRooms } from '../rooms/restoredRooms.ts';
import { RoomSessions, type RoomSessionsOptions } from '../rooms/roomSessions.ts';
import type { SavedRoom } from '../rooms/savedRooms.ts';
import { SharedDocument } from './sharedDocument.ts';
import { SharedTexts } from './sharedTexts.ts';
import { UserError } from '../userError.ts';
import { translate } from '../../client/translate.ts';
import { plainText, type PlainText } from '../../client/plainText.ts';
import { tell } from '../words/tell.ts';
import { waitForText } from './waitForText.ts';

/** On leaving, edits on their way get this long to be confirmed; after that they wait in the journal. */
const LEAVE_WAIT_MS = 3_000;

/** A session that the relay has ended, in the document that was bound to it. */
export interface EndedRoom {
  readonly shared: SharedDocument;
  /** The room is no more, or not for this person any more. */
  readonly isGone: boolean;
}

/** The rooms that this window is in, each with the document that shows it: SD1 to SD3 of docs/architecture.md. */
export class SharedDocuments {
  readonly texts: RoomTexts;
  readonly moves: RoomMoves;
  readonly #rooms: OpenRooms;
  readonly #sessions: RoomSessions;
  readonly #options: RoomSessionsOptions;
  /** Two sessions of one room in one document would type into each other without end. */
  readonly #entering = new UnderWay<string, SharedDocument>();
  /** Whose the documents were that rooms have left open. */
  readonly #left = new Map<DocumentKey, RoomRef>();
  readonly #changed = new Emitter<undefined>();
  /** A room was entered or left, or something about one has changed. */
  readonly onDidChange = this.#changed.event;
  readonly #hasEnded = new Emitter<EndedRoom>();
  readonly onDidEnd = this.#hasEnded.event;
  readonly #settled = new Emitter<SharedDocument>();
  /** A document has come to where it stays. The person may have closed it on the way. */
  readonly onDidSettle = this.#settled.event;
  #restored: Promise<void> = Promise.resolve();

  constructor(options: RoomSessionsOptions & { readonly ignoresFileCase: boolean }) {
    this.#options = options;
    this.#rooms = new OpenRooms(options);
    this.#sessions = new RoomSessions(options);
    const { clock, log } = options;
    const onSettled = (shared: SharedDocument): void => this.#settled.fire(shared);
    this.moves = new RoomMoves({ rooms: this.#rooms, sessions: this.#sessions, clock, log, onSettled });
    this.texts = new SharedTexts(this.#rooms, {
      restored: () => this.#restored,
      entered: ({ saved }) => this.#entering.whenDone(this.#rooms.roomKey(saved)),
    });
  }

  /** All documents of rooms, in the order in which the rooms were entered. */
  all(): SharedDocument[] {
    return this.#rooms.all().flatMap(({ shared }) => (shared === undefined ? [] : [shared]));
  }

  /** The one that commands without an argument mean: the active document's, else the only one. */
  current(): SharedDocument | undefined {
    const all = this.all();
    const active = vscode.window.activeTextEditor?.document;
    return all.find((shared) => shared.document === active) ?? (all.length === 1 ? all[0] : undefined);
  }

  /** What is bound to this very document. */
  find(document: vscode.TextDocument): SharedDocument | undefined {
    return this.all().find((shared) => shared.document === document);
  }

  /** What has the document at `uri`, be it open or not. */
  at(uri: vscode.Uri): SharedDocument | undefined {
    return this.#rooms.at(uri)?.shared;
  }

  /** True when the document at `uri` belongs to a room, also while that is being entered. */
  isClaimed(uri: vscode.Uri): boolean {
    return this.#rooms.isClaimed(uri);
  }

  findRoom(room: RoomRef): SharedDocument | undefined {
    return this.#rooms.byRef(room)?.shared;
  }

  /** The sessions of all rooms, also of those whose document is not there yet. */
  sessions(): Session[] {
    return this.#rooms.all().map(({ session }) => session);
  }

  /** Binds an open document to a new, empty room, which gets the document's text. Throws UserError when it cannot. */
  async share(document: vscode.TextDocument, info: RoomInfo): Promise<SharedDocument> {
    const { uri } = document;
    const room = await this.#open(this.#sessions.describe(info, uri, 'host'));
    // While the session was opened, VS Code may have closed the document and made another one of its URI.
    const now = this.#rooms.documentAt(uri);
    if (now === undefined) {
      await this.#close(room);
      throw new UserError(translate('The document was closed before the room was ready.'));
    }
    // In one step: whatever is typed from here on is seen by the binding.
    const text = toLf(now.getText()).toWellFormed();
    room.session.doc.transact(() => room.session.text.insert(0, text));
    return this.#bind(room, now);
  }

  /** Enters a room and opens its text as a document; the one that it is in, or is just being brought into. */
  async join(info: RoomInfo, signal?: AbortSignal): Promise<SharedDocument> {
    const room = namedRoom(info);
    const existing = this.findRoom(room);
    if (existing !== undefined) return existing;
    return untilAborted(
      this.#entering.run(this.#rooms.roomKey(room), () => this.#enter(info, signal)),
      signal,
    );
  }

  async #enter(info: RoomInfo, signal?: AbortSignal): Promise<SharedDocument> {
    const uri = this.#freeUri(namedRoom(info));
    const room = await this.#open(this.#sessions.describe(info, uri, 'guest'));
    try {
      await waitForText(room.session, signal);
      const opened = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(opened, { preview: false });
      await setLanguage(opened, info.language);
      const shared = this.#bind(room, this.#rooms.documentAt(uri) ?? opened);
      this.#settled.fire(shared);
      return shared;
    } catch (error) {
      await this.#close(room);
      throw error;
    }
  }

  /** Unbinds and leaves. The text stays in the document, the room lives on. */
  async leave(shared: SharedDocument, files: RoomFileSystem): Promise<void> {
    const room = this.#rooms.of(shared);
    if (room === undefined) return;
    shared.bound.settle();
    if (shared.session.state.kind === 'online' && !shared.session.isSaved) {
      await Promise.race([
        shared.session.whenSaved().catch(() => undefined),
        new Promise<void>((resolve) => this.#options.clock.after(LEAVE_WAIT_MS, resolve)),
      ]);
    }
    const { document } = shared;
    files.keep(document.uri, shared.documentText());
    await this.#close(room);
    // Whoever leaves right after a key: a document in no room is saved by nobody, and VS Code would ask on closing it.
    if (document.uri.scheme === ROOM_SCHEME && document.isDirty && !document.isClosed) {
      await saveAsItIs(document);
    }
  }

  /**
   * Leaves the room that has the document at `uri`, also one that waits for its text to be entered. Returns that room;
   * undefined when there is none.
   */
  async leaveAt(uri: vscode.Uri, files: RoomFileSystem): Promise<RoomInfo | undefined> {
    const room = this.#rooms.at(uri);
    if (room?.shared !== undefined) await this.leave(room.shared, files);
    else if (room !== undefined) await this.#close(room);
    return room?.session.room;
  }

  /** Comes back to the rooms that this window was in before it was reloaded. What fails is told. */
  restore(): Promise<void> {
    const { opened, bound } = restoreRooms({
      sessions: this.#sessions,
      log: this.#options.log,
      open: (saved) => this.#open(saved),
      bind: (saved, room) =>
        this.#entering.run(this.#rooms.roomKey(saved), async () => this.#rebind(await room)),
    });
    this.#restored = opened;
    return bound;
  }

  /** The room goes on at another address of its relay: its document, unsent edits and undo steps stay. */
  async moveRoom(shared: SharedDocument, relayUrl: RelayUrl): Promise<void> {
    const room = this.#rooms.of(shared);
    if (room === undefined || room.saved.relayUrl === relayUrl) return;
    room.session.moveTo(relayUrl);
    room.saved = await this.#sessions.movedTo(relayUrl, room.saved);
  }

  /** Every room that waits for its next attempt to reach the relay makes it now. */
  reconnectNow(): void {
    for (const { session } of this.#rooms.all()) session.reconnectNow();
  }

  /** The window goes away: everything typed is written down. */
  async flush(): Promise<void> {
    for (const { shared } of this.#rooms.all()) shared?.bound.settle();
    await Promise.all(this.#rooms.all().map(({ session }) => session.flush()));
  }

  /** Claims the document, and opens the session. */
  async #open(saved: SavedRoom): Promise<OpenRoom> {
    const uri = vscode.Uri.parse(saved.uri, true);
    const claim = this.#rooms.claim(uri);
    if (claim === undefined) throw this.#taken(uri);
    let session: Session;
    try {
      session = await this.#sessions.open(saved);
    } catch (error) {
      this.#rooms.abandon(claim);
      throw error;
    }
    const room: OpenRoom = { claim, saved, session, shared: undefined, move: undefined };
    this.#rooms.add(room);
    session.onDidChange(() => {
      if (session.state.kind === 'ended') void this.#ended(room, session.state.reason);
      else if (room.shared === undefined) this.#changed.fire(undefined);
    });
    return room;
  }

  async #rebind(room: OpenRoom): Promise<SharedDocument> {
    try {
      await room.session.whenTextIsThere();
      // Its tab is there already: VS Code brings back what was open.
      const uri = vscode.Uri.parse(room.saved.uri, true);
      const document = this.#rooms.documentAt(uri) ?? (await vscode.workspace.openTextDocument(uri));
      if (!this.#rooms.all().includes(room)) throw new LeftMeanwhileError(room.saved.name);
      return this.#bind(room, document);
    } catch (error) {
      if (!this.#rooms.all().includes(room)) throw new LeftMeanwhileError(room.saved.name, { cause: error });
      await this.#close(room);
      throw error;
    }
  }

  #bind(room: OpenRoom, document: vscode.TextDocument): SharedDocument {
    const { trust, clock, log } = this.#options;
    const shared = new SharedDocument({ document, session: room.session, trust, clock, log });
    room.shared = shared;
    shared.onDidChange(() => this.#changed.fire(undefined));
    shared.bound.binding.reconcile(toLf(document.getText()));
    this.#changed.fire(undefined);
    return shared;
  }

  async #ended(room: OpenRoom, reason: PlainText | undefined): Promise<void> {
    // A room that this window left itself gives no reason.
    if (reason === undefined || !this.#rooms.all().includes(room)) return;
    const { session, shared } = room;
    const isGone = session.state.kind === 'ended' && session.state.gone;
    await this.#close(room);
    if (shared !== undefined) this.#hasEnded.fire({ shared, isGone });
    void tell.warn(translate('Tandem: {0}', reason));
  }

  async #close(room: OpenRoom): Promise<void> {
    room.move?.giveUp();
    const { relayUrl, roomId } = room.saved;
    this.#left.set(this.#rooms.keyOf(vscode.Uri.parse(room.saved.uri, true)), { relayUrl, roomId });
    this.#rooms.remove(room);
    room.shared?.dispose();
    this.#changed.fire(undefined);
    await this.#sessions.close(room.saved, room.session);
  }

  /**
   * Where a guest's document can be: another room may have the name, from before it was left, or the id, on another relay.
   */
  #freeUri(room: NamedRoom): vscode.Uri {
    for (let copy = 1; ; copy++) {
      const uri = roomDocumentUri(room.roomId, room.name, copy);
      const left = this.#rooms.documentAt(uri) && this.#left.get(this.#rooms.keyOf(uri));
      const isOwn = left === undefined || this.#rooms.roomKey(left) === this.#rooms.roomKey(room);
      if (this.#rooms.at(uri) === undefined && isOwn) return uri;
    }
  }

  #taken(uri: vscode.Uri): UserError {
    const name = this.#rooms.at(uri)?.session.room.name;
    return name === undefined
      ? new UserError(translate('This document is being shared already.'))
      : new UserError(translate('This document is shared already, as "{0}".', plainText(name)));
  }
}
