import type * as vscode from 'vscode';
import type { Clock, Log } from '../../client/ports.ts';
import type { RoomSessions } from '../rooms/roomSessions.ts';
import { DocumentMove } from './documentMove.ts';
import type { OpenRoom, OpenRooms } from './openRooms.ts';
import type { SharedDocument } from './sharedDocument.ts';

export interface RoomMovesParts {
  readonly rooms: OpenRooms;
  readonly sessions: RoomSessions;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a document has come to where it stays. */
  readonly onSettled: (shared: SharedDocument) => void;
}

/** Rooms that go on in another document: one that VS Code has made anew, or moved (SD2 and SD3). */
export class RoomMoves {
  readonly #parts: RoomMovesParts;

  constructor(parts: RoomMovesParts) {
    this.#parts = parts;
  }

  /** VS Code has opened a document. Under the URI of a shared one, it is that one. */
  opened(document: vscode.TextDocument): void {
    const { rooms } = this.#parts;
    const room = rooms.at(document.uri);
    const shared = room?.shared;
    if (shared === undefined || shared.document === document) return;
    const { move } = room ?? {};
    if (move !== undefined && rooms.keyOf(move.to) === rooms.keyOf(document.uri)) {
      move.arrived(document);
    } else if (!shared.isBound) {
      shared.moveTo(document);
    }
  }

  /** VS Code is about to move the shared document to `to`. Undefined when another room is there. */
  start(shared: SharedDocument, to: vscode.Uri): DocumentMove | undefined {
    const { rooms, clock } = this.#parts;
    const room = rooms.of(shared);
    room?.move?.giveUp();
    if (room === undefined || !rooms.extend(room, to)) return undefined;
    const move = new DocumentMove({ shared, to, clock, onOver: () => this.#isOver(room, shared) });
    room.move = move;
    return move;
  }

  isMoving(shared: SharedDocument): boolean {
    return this.#parts.rooms.of(shared)?.move !== undefined;
  }

  /** A move came to its end: the room has the document where it is now, and no other one. */
  #isOver(room: OpenRoom, shared: SharedDocument): void {
    const { rooms, sessions, log } = this.#parts;
    room.move = undefined;
    if (rooms.of(shared) !== room) return;
    const { uri } = shared.document;
    rooms.settle(room, uri);
    if (room.saved.uri !== uri.toString()) {
      room.saved = { ...room.saved, uri: uri.toString() };
      sessions
        .moved(room.saved)
        .catch((error: unknown) =>
          log.error('A moved room could not be remembered.', { error: String(error) }),
        );
    }
    this.#parts.onSettled(shared);
  }
}
