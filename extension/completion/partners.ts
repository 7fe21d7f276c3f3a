import type * as Y from 'yjs';
import { offsetsOf, relativePositionAt } from '../../client/binding/textPositions.ts';
import type { PartnersInDocument } from '../../client/completion/partnerNearby.ts';
import type { Clock } from '../../client/ports.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';

interface LastEdit {
  readonly at: Y.RelativePosition;
  readonly atMs: number;
}

/** Where the others are in the shared documents: their carets, and the last edit of each. */
export class Partners {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #watched = new Map<SharedDocument, { edits: Map<number, LastEdit>; stop: { dispose(): void } }>();
  readonly #subscription: { dispose(): void };

  constructor(documents: SharedDocuments, clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#subscription = documents.onDidChange(() => this.#watch(documents.all()));
    this.#watch(documents.all());
  }

  /** In lines of the document as it is now. */
  placesIn(shared: SharedDocument): PartnersInDocument {
    const { bound, session } = shared;
    const edits = [...(this.#watched.get(shared)?.edits.values() ?? [])];
    const offsets = offsetsOf(
      session.text,
      edits.map(({ at }) => at),
    );
    const lineOf = (offset: number): number => bound.toPosition(offset).line;
    return {
      caretLines: session.participants
        .filter(({ isSelf }) => !isSelf)
        .flatMap(({ selections }) => selections.map(({ head }) => lineOf(head))),
      edits: edits.flatMap(({ atMs }, index) => {
        const offset = offsets[index];
        return offset === undefined ? [] : [{ line: lineOf(offset), atMs }];
      }),
    };
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#watch([]);
  }

  #watch(documents: readonly SharedDocument[]): void {
    for (const [shared, { stop }] of this.#watched) {
      if (documents.includes(shared)) continue;
      stop.dispose();
      this.#watched.delete(shared);
    }
    for (const shared of documents) {
      if (this.#watched.has(shared)) continue;
      const edits = new Map<number, LastEdit>();
      const { session } = shared;
      const stop = session.onRemoteEdit(({ author, at }) =>
        edits.set(author, { at: relativePositionAt(session.text, at.end, -1), atMs: this.#clock.now() }),
      );
      this.#watched.set(shared, { edits, stop });
    }
  }
}
