import type { DocumentKey } from './documentKey.ts';

/**
 * Which room each document of this window belongs to. To bind a document, claim it here first.
 *
 * DR1: a document belongs to at most one room.
 * DR2: a room has one document. While the room moves, it also has the new one.
 */
export class DocumentRegistry<Room> {
  readonly #rooms = new Map<DocumentKey, Room>();

  /** The room that the document belongs to. */
  at(document: DocumentKey): Room | undefined {
    return this.#rooms.get(document);
  }

  /** Gives the document to the room. False, and nothing changes, when another room has it. */
  claim(document: DocumentKey, room: Room): boolean {
    const owner = this.#rooms.get(document);
    if (owner !== undefined && owner !== room) return false;
    this.#rooms.set(document, room);
    return true;
  }

  /** The room keeps only this document, which it has claimed. */
  settle(document: DocumentKey, room: Room): void {
    if (this.#rooms.get(document) !== room) throw new Error('The room has not claimed this document.');
    this.release(room);
    this.#rooms.set(document, room);
  }

  /** The room no longer has a document. */
  release(room: Room): void {
    for (const [document, owner] of this.#rooms) if (owner === room) this.#rooms.delete(document);
  }
}
