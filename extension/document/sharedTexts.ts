import type * as vscode from 'vscode';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { RoomRef } from '../../client/relay/roomRef.ts';
import type { OpenRoom, OpenRooms } from './openRooms.ts';
import type { RoomTexts } from './roomFileSystem.ts';
import { saveAsItIs } from './saveAsItIs.ts';

/** VS Code reverts a document and closes its tab within this time. */
const REVERT_MS = 1_000;

/** When rooms that are on their way in have arrived. Neither rejects. */
export interface Arrivals {
  /** The sessions of the rooms that this window was in before a reload are there. */
  restored(): Promise<void>;
  /** The room's document is bound, or will never be. */
  entered(room: OpenRoom): Promise<void>;
}

/** The texts of this window's rooms, for the documents that show them. */
export class SharedTexts implements RoomTexts {
  readonly #rooms: OpenRooms;
  readonly #arrivals: Arrivals;

  constructor(rooms: OpenRooms, arrivals: Arrivals) {
    this.#rooms = rooms;
    this.#arrivals = arrivals;
  }

  async textOf(room: RoomRef): Promise<string | undefined> {
    await this.#arrivals.restored();
    return textOf(this.#rooms.byRef(room));
  }

  async textAt(uri: vscode.Uri, roomId: RoomId): Promise<string | undefined> {
    await this.#arrivals.restored();
    const room = this.#rooms.at(uri);
    if (room !== undefined) return textOf(room);
    // A name that the room has had, say. Which relay is meant is not in it.
    const [only, ...others] = this.#rooms.all().filter(({ saved }) => saved.roomId === roomId);
    return others.length === 0 ? textOf(only) : undefined;
  }

  async textToRevert(uri: vscode.Uri): Promise<string | undefined> {
    const shared = this.#rooms.at(uri)?.shared;
    if (shared?.isBound !== true) return undefined;
    shared.bound.binding.hold(REVERT_MS);
    await shared.bound.whenCalm();
    // An edit that came just before: VS Code would not revert what has changed since it began, nor close it dirty.
    if (shared.document.isDirty) await saveAsItIs(shared.document);
    return shared.documentText();
  }

  async isShared(uri: vscode.Uri): Promise<boolean> {
    await this.#arrivals.restored();
    const room = this.#rooms.at(uri);
    if (room === undefined) return false;
    // After a reload VS Code may save a document before it is bound.
    await this.#arrivals.entered(room);
    return this.#rooms.at(uri)?.shared?.isBound === true;
  }
}

async function textOf(room: OpenRoom | undefined): Promise<string | undefined> {
  await room?.session.whenTextIsThere();
  return room?.session.text.toString();
}
