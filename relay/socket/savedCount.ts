import type { SentUpdate } from '../rooms/participant.ts';

/**
 * How many of a connection's sync messages are on disk, counted from its first without a hole. A message that was
 * dropped is a hole until a later step 2, which holds it again, is stored.
 */
export class SavedCount {
  #saved = 0;
  #reported = 0;
  #hole: { first: number; last: number } | undefined;

  dropped(number: number): void {
    this.#hole = { first: this.#hole?.first ?? number, last: number };
  }

  stored({ number, kind }: SentUpdate): void {
    if (this.#hole !== undefined && number > this.#hole.first) {
      if (kind === 'update') return;
      this.#hole = number > this.#hole.last ? undefined : { first: number + 1, last: this.#hole.last };
    }
    this.#saved = Math.max(this.#saved, number);
  }

  get count(): number {
    return this.#saved;
  }

  /** The count, if it has grown since it was last asked for. */
  takeNews(): number | undefined {
    if (this.#saved === this.#reported) return undefined;
    return (this.#reported = this.#saved);
  }
}
