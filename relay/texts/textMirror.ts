import * as Y from 'yjs';
import type { TextReplace } from '../../shared/text/replaces.ts';
import { writeReplaces } from '../../shared/text/writeReplaces.ts';

/** The Yjs document behind those clients of a room that speak text: what is on disk, and their own edits. */
export class TextMirror {
  readonly #doc = new Y.Doc();
  readonly #code = this.#doc.getText('code');
  #cachedText: string | undefined;

  constructor(updates: readonly Uint8Array[]) {
    this.apply(updates);
  }

  get text(): string {
    return (this.#cachedText ??= this.#code.toJSON());
  }

  /** Takes in other people's updates; returns what they change. Those it has already change nothing. */
  apply(updates: readonly Uint8Array[]): TextReplace[] {
    let changes: TextReplace[] = [];
    const read = (event: Y.YTextEvent) => {
      changes = readDelta(event.delta as Delta);
      // Even without a change that Yjs tells of: of a surrogate pair that somebody has split it makes two other characters.
      this.#cachedText = undefined;
    };
    this.#code.observe(read);
    this.#doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update);
    });
    this.#code.unobserve(read);
    return changes;
  }

  /** Makes `edits` (ascending) as the Yjs client `author`; returns its update, or undefined if nothing changed. */
  edit(edits: readonly TextReplace[], author: number): Uint8Array | undefined {
    let made: Uint8Array | undefined;
    const keep = (update: Uint8Array) => (made = update);
    this.#doc.clientID = author;
    this.#doc.on('update', keep);
    this.#doc.transact(() => writeReplaces(this.#code, edits));
    this.#doc.off('update', keep);
    this.#cachedText = undefined;
    return made;
  }

  /** The place behind the text by `author` that begins at `start`; no further than `end`, nor than a page of text. */
  placeBehind(author: number, start: number, end: number): number {
    const limit = Math.min(end, start + MAX_PASSED_UNITS, this.#code.length);
    let place = start;
    while (place < limit && Y.createRelativePositionFromTypeIndex(this.#code, place).item?.client === author)
      place++;
    return place;
  }

  /** A place as other Yjs clients understand it, whatever is typed before it meanwhile. */
  positionAt(offset: number): unknown {
    const place = Math.min(offset, this.#code.length);
    return Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(this.#code, place));
  }

  /** Undefined for what is no position in this text. */
  offsetOf(position: unknown): number | undefined {
    try {
      const relative = Y.createRelativePositionFromJSON(position);
      const absolute = Y.createAbsolutePositionFromRelativePosition(relative, this.#doc);
      return absolute?.type === this.#code ? absolute.index : undefined;
    } catch {
      // A stranger's position may be anything; one that Yjs cannot read is nowhere.
      return undefined;
    }
  }

  destroy(): void {
    this.#doc.destroy();
  }
}

/** Looking at who wrote a unit takes time, and more than this is not typed while messages cross. */
const MAX_PASSED_UNITS = 4_000;

type Delta = readonly { readonly retain?: number; readonly insert?: string; readonly delete?: number }[];

function readDelta(delta: Delta): TextReplace[] {
  const changes: TextReplace[] = [];
  let offset = 0;
  for (const { retain = 0, insert = '', delete: length = 0 } of delta) {
    if (retain === 0) changes.push({ offset, length, text: insert });
    offset += retain + length;
  }
  return changes;
}
