import { uuidv4 } from 'lib0/random';
import * as vscode from 'vscode';
import type { RoomId } from '../../shared/room/roomId.ts';
import { Emitter } from '../core/emitter.ts';
import type { ByteStore, Clock, Log } from '../core/ports.ts';
import { Journal } from '../core/session/journal.ts';
import { Session, type RoomInfo } from '../core/session/session.ts';
import { untilAborted } from '../core/untilAborted.ts';
import { UnderWay } from '../core/underWay.ts';
import { toLf } from './lineEndings.ts';
import { roomDocumentUri, type RoomFileSystem, type RoomTexts } from './roomFileSystem.ts';
import type { SavedRoom, SavedRooms } from './savedRooms.ts';
import { configuredUser } from './settings.ts';
import { SharedDocument } from './sharedDocument.ts';

/** On leaving, edits on their way get this long to be confirmed; after that they wait in the journal. */
const LEAVE_WAIT_MS = 3_000;

/** A session that the relay has ended, and the document that was bound to it. */
export interface EndedRoom {
  readonly document: vscode.TextDocument;
  readonly room: RoomInfo;
  /** The room is no more, or not for this person any more. */
  readonly isGone: boolean;
}

interface OpenRoom {
  saved: SavedRoom;
  readonly session: Session;
  shared: SharedDocument | undefined;
}

/** The rooms that this window is in, each with the document that is bound to it. */
export class SharedDocuments implements RoomTexts {
  readonly #rooms = new Map<RoomId, OpenRoom>();
  /** Two sessions of one room in one document would type into each other without end. */
  readonly #entering = new UnderWay<RoomId, SharedDocument>();
  readonly #moving = new Set<SharedDocument>();
  readonly #changed = new Emitter<undefined>();
  /** A room was entered or left, or something about one has changed. */
  readonly onDidChange = this.#changed.event;
  readonly #hasEnded = new Emitter<EndedRoom>();
  readonly onDidEnd = this.#hasEnded.event;
  readonly #options: {
    readonly store: ByteStore;
    readonly savedRooms: SavedRooms;
    readonly socket: typeof WebSocket;
    readonly userName: string;
    readonly journalDelayMs: number;
    readonly clock: Clock;
    readonly log: Log;
  };
  #restored: Promise<void> = Promise.resolve();

  constructor(options: {
    store: ByteStore;
    savedRooms: SavedRooms;
    socket: typeof WebSocket;
    userName: string;
    journalDelayMs: number;
    clock: Clock;
    log: Log;
  }) {
    this.#options = options;
  }

  /** All documents that are bound, in the order in which they were. */
  all(): SharedDocument[] {
    return [...this.#rooms.values()].flatMap(({ shared }) => (shared === undefined ? [] : [shared]));
  }

  /** The one that commands without an argument mean: the active document's, else the only one. */
  current(): SharedDocument | undefined {
    const all = this.all();
    const active = vscode.window.activeTextEditor?.document;
    return all.find((shared) => shared.document === active) ?? (all.length === 1 ? all[0] : undefined);
  }

  find(document: vscode.TextDocument): SharedDocument | undefined {
    return this.all().find((shared) => shared.document === document);
  }

  findRoom(roomId: RoomId): SharedDocument | undefined {
    return this.#rooms.get(roomId)?.shared;
  }

  async textOf(roomId: RoomId): Promise<string | undefined> {
    await this.#restored;
    const session = this.#rooms.get(roomId)?.session;
    await session?.whenTextIsThere();
    return session?.text.toString();
  }

  /** Binds an open document to a new, empty room, which gets the document's text. */
  async share(document: vscode.TextDocument, room: RoomInfo): Promise<SharedDocument> {
    const entry = await this.#open(room, document.uri, 'host');
    // In one step: whatever is typed from here on is seen by the binding.
    const text = toLf(document.getText()).toWellFormed();
    entry.session.doc.transact(() => entry.session.text.insert(0, text));
    return this.#bind(entry, document);
  }

  /** Enters a room and opens its text as a document; the one that it is in, or is just being brought into. */
  async join(room: RoomInfo, signal?: AbortSignal): Promise<SharedDocument> {
    const existing = this.#rooms.get(room.id)?.shared;
    if (existing !== undefined) return existing;
    return untilAborted(
      this.#entering.run(room.id, () => this.#enter(room, signal)),
      signal,
    );
  }

  async #enter(room: RoomInfo, signal?: AbortSignal): Promise<SharedDocument> {
    const uri = roomDocumentUri(room.id, room.name);
    const entry = await this.#open(room, uri, 'guest');
    try {
      await untilAborted(entry.session.whenTextIsThere(), signal);
      return this.#bind(entry, await openDocument(uri, room.language));
    } catch (error) {
      await this.#close(entry);
      throw error;
    }
  }

  /** Unbinds and leaves. The text stays in the document, the room lives on. */
  async leave(shared: SharedDocument, files: RoomFileSystem): Promise<void> {
    const entry = this.#rooms.get(shared.session.room.id);
    if (entry?.shared !== shared) return;
    shared.bound.settle();
    if (shared.session.state.kind === 'online' && !shared.session.isSaved) {
      await Promise.race([
        shared.session.whenSaved().catch(() => undefined),
        new Promise<void>((resolve) => this.#options.clock.after(LEAVE_WAIT_MS, resolve)),
      ]);
    }
    files.keep(shared.document);
    await this.#close(entry);
  }

  /** The room goes on in another document: its own was renamed, or saved as a file. */
  async move(shared: SharedDocument, document: vscode.TextDocument): Promise<void> {
    const entry = this.#rooms.get(shared.session.room.id);
    if (entry?.shared !== shared) return;
    this.#show(entry, document, shared);
    entry.saved = { ...entry.saved, uri: document.uri.toString() };
    await this.#options.savedRooms.remember(entry.saved);
  }

  /** Until the result is called, the document's tab may be closed without leaving its room. */
  keepWhileMoving(shared: SharedDocument): () => void {
    this.#moving.add(shared);
    return () => this.#moving.delete(shared);
  }

  isMoving(shared: SharedDocument): boolean {
    return this.#moving.has(shared);
  }

  /** Comes back to the rooms that this window was in before it was reloaded. */
  restore(): Promise<void> {
    const rooms = this.#options.savedRooms.all().filter((room) => room.isOpen);
    const opened = rooms.map((room) => ({ roomId: room.roomId, entry: this.#openSaved(room) }));
    // Documents of rooms may be read as soon as the sessions exist; binding them needs those documents.
    this.#restored = Promise.all(opened.map(({ entry }) => entry)).then(() => undefined);
    const bound = opened.map(({ roomId, entry }) =>
      this.#entering.run(roomId, async () => this.#rebind(await entry)),
    );
    return Promise.allSettled(bound).then(() => this.#restored);
  }

  /** Every room that waits for its next attempt to reach the relay makes it now. */
  reconnectNow(): void {
    for (const { session } of this.#rooms.values()) session.reconnectNow();
  }

  /** The window goes away: everything typed is written down. */
  async flush(): Promise<void> {
    for (const { shared } of this.#rooms.values()) shared?.bound.settle();
    await Promise.all([...this.#rooms.values()].map(({ session }) => session.flush()));
  }

  async #open(room: RoomInfo, uri: vscode.Uri, role: 'host' | 'guest'): Promise<OpenRoom> {
    const { savedRooms } = this.#options;
    const known = savedRooms.find(room.relayUrl, room.id);
    const journalKey = known?.journalKey ?? `${room.id}-${uuidv4()}`;
    return this.#openSaved({
      roomId: room.id,
      relayUrl: room.relayUrl,
      name: room.name,
      language: room.language,
      uri: uri.toString(),
      journalKey,
      isOpen: true,
      isHost: role === 'host' || known?.isHost === true,
    });
  }

  async #openSaved(saved: SavedRoom): Promise<OpenRoom> {
    const { store, clock, log, socket, savedRooms, userName, journalDelayMs: delayMs } = this.#options;
    const session = await Session.open({
      room: { id: saved.roomId, name: saved.name, language: saved.language, relayUrl: saved.relayUrl },
      user: configuredUser(userName),
      journal: new Journal({ store, key: saved.journalKey, clock, log, delayMs }),
      socket,
      clock,
      log,
    });
    if (saved.isHost) session.publish({ role: 'host' });
    const entry: OpenRoom = { saved, session, shared: undefined };
    this.#rooms.set(saved.roomId, entry);
    await savedRooms.remember(saved);
    session.onDidChange(() => {
      if (session.state.kind === 'ended') void this.#ended(entry, session.state.reason);
    });
    log.info('Entered a room.', { roomId: saved.roomId, relay: saved.relayUrl });
    return entry;
  }

  async #rebind(entry: OpenRoom): Promise<SharedDocument> {
    try {
      await entry.session.whenTextIsThere();
      // Its tab is there already: VS Code brings back what was open.
      const uri = vscode.Uri.parse(entry.saved.uri, true);
      return this.#bind(entry, await vscode.workspace.openTextDocument(uri));
    } catch (error) {
      this.#options.log.warn('A room could not be entered again after a reload.', {
        roomId: entry.saved.roomId,
        error: String(error),
      });
      await this.#close(entry);
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'Tandem could not open "{0}" again. The room lives on: join it with its invite.',
          entry.saved.name,
        ),
      );
      throw error;
    }
  }

  #bind(entry: OpenRoom, document: vscode.TextDocument): SharedDocument {
    const shared = this.#show(entry, document);
    shared.bound.binding.reconcile(toLf(document.getText()));
    return shared;
  }

  #show(entry: OpenRoom, document: vscode.TextDocument, predecessor?: SharedDocument): SharedDocument {
    const { clock, log } = this.#options;
    const shared = new SharedDocument({
      document,
      session: entry.session,
      clock,
      log,
      ...(predecessor ? { predecessor } : {}),
    });
    entry.shared = shared;
    shared.onDidChange(() => this.#changed.fire(undefined));
    this.#changed.fire(undefined);
    return shared;
  }

  async #ended(entry: OpenRoom, reason: string | undefined): Promise<void> {
    // A room that this window left itself gives no reason.
    if (reason === undefined || this.#rooms.get(entry.saved.roomId) !== entry) return;
    const { session, shared } = entry;
    const isGone = session.state.kind === 'ended' && session.state.gone;
    await this.#close(entry);
    if (shared !== undefined) this.#hasEnded.fire({ document: shared.document, room: session.room, isGone });
    void vscode.window.showWarningMessage(`Tandem: ${reason}`);
  }

  async #close(entry: OpenRoom): Promise<void> {
    const { savedRooms, log, store } = this.#options;
    if (this.#rooms.get(entry.saved.roomId) === entry) this.#rooms.delete(entry.saved.roomId);
    entry.shared?.dispose();
    this.#changed.fire(undefined);
    const { state } = entry.session;
    const isRefused = state.kind === 'ended' && state.refused;
    await entry.session.leave();
    // What the relay refuses would end the next session, too; the person has it in the document.
    if (entry.session.isSaved || isRefused) {
      await savedRooms.forget(entry.saved);
      await Journal.remove(store, entry.saved.journalKey, log);
    } else {
      await savedRooms.remember({ ...entry.saved, isOpen: false });
    }
    log.info('Left a room.', { roomId: entry.saved.roomId, isSaved: entry.session.isSaved });
  }
}

async function openDocument(uri: vscode.Uri, language: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  if (language === document.languageId) return document;
  const known = await vscode.languages.getLanguages();
  return known.includes(language) ? vscode.languages.setTextDocumentLanguage(document, language) : document;
}
