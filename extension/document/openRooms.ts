import type * as vscode from 'vscode';
import { workspace } from 'vscode';
import { documentKey, type DocumentKey } from '../../client/documents/documentKey.ts';
import { DocumentRegistry } from '../../client/documents/documentRegistry.ts';
import type { KnownRelays } from '../../client/relay/knownRelays.ts';
import type { RoomRef } from '../../client/relay/roomRef.ts';
import type { Session } from '../../client/session/session.ts';
import type { DocumentMove } from './documentMove.ts';
import type { SavedRoom } from '../rooms/savedRooms.ts';
import type { SharedDocument } from './sharedDocument.ts';

/** A right to a document, taken before anything else is done with it. */
export type Claim = object;

/** A room that this window is in. */
export interface OpenRoom {
  readonly claim: Claim;
  saved: SavedRoom;
  readonly session: Session;
  /** Undefined until its document is bound. */
  shared: SharedDocument | undefined;
  /** Set while VS Code moves the document. */
  move: DocumentMove | undefined;
}

/** The rooms of this window, by room, by document and by URI. */
export class OpenRooms {
  readonly #rooms = new Set<OpenRoom>();
  readonly #registry = new DocumentRegistry<Claim>();
  readonly #ignoresCase: boolean;
  readonly #known: KnownRelays;

  /** `ignoresFileCase`: this computer takes `a.txt` and `A.TXT` for one file. */
  constructor(options: { readonly ignoresFileCase: boolean; readonly known: KnownRelays }) {
    this.#ignoresCase = options.ignoresFileCase;
    this.#known = options.known;
  }

  all(): OpenRoom[] {
    return [...this.#rooms];
  }

  /** By any address of its relay. */
  byRef(room: RoomRef): OpenRoom | undefined {
    const key = this.roomKey(room);
    return this.all().find(({ saved }) => this.roomKey(saved) === key);
  }

  /** Names a room: a room id alone is what any relay may say. */
  roomKey({ relayUrl, roomId }: RoomRef): string {
    return `${this.#known.keyOf(relayUrl)} ${roomId}`;
  }

  of(shared: SharedDocument): OpenRoom | undefined {
    return this.all().find((room) => room.shared === shared);
  }

  /** The room that has the document at `uri`, be it open or not. */
  at(uri: vscode.Uri): OpenRoom | undefined {
    const claim = this.#registry.at(this.keyOf(uri));
    return claim && this.all().find((room) => room.claim === claim);
  }

  /** What VS Code has open at `uri`. */
  documentAt(uri: vscode.Uri): vscode.TextDocument | undefined {
    const key = this.keyOf(uri);
    return workspace.textDocuments.find((one) => this.keyOf(one.uri) === key && !one.isClosed);
  }

  /** True when the document at `uri` belongs to a room, also while that is being entered. */
  isClaimed(uri: vscode.Uri): boolean {
    return this.#registry.at(this.keyOf(uri)) !== undefined;
  }

  /** The right to the document at `uri`; undefined when a room has it, or is just being entered there. */
  claim(uri: vscode.Uri): Claim | undefined {
    if (this.isClaimed(uri)) return undefined;
    const claim = {};
    this.#registry.claim(this.keyOf(uri), claim);
    return claim;
  }

  /** Gives up a right that no room has come to use. */
  abandon(claim: Claim): void {
    this.#registry.release(claim);
  }

  add(room: OpenRoom): void {
    this.#rooms.add(room);
  }

  /** Lets the room also have the document at `uri`. False when another room has it. */
  extend(room: OpenRoom, uri: vscode.Uri): boolean {
    return this.#registry.claim(this.keyOf(uri), room.claim);
  }

  /** The room has this document, and no other one any more. */
  settle(room: OpenRoom, uri: vscode.Uri): void {
    this.#registry.settle(this.keyOf(uri), room.claim);
  }

  /** False when it was removed before. */
  remove(room: OpenRoom): boolean {
    this.#registry.release(room.claim);
    return this.#rooms.delete(room);
  }

  keyOf(uri: vscode.Uri): DocumentKey {
    return documentKey(uri, { ignoresCase: this.#ignoresCase });
  }
}
