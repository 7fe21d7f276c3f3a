import type { SentUpdate } from '../rooms/participant.ts';

/**
 * How many of a connection's sync messages are on disk, counted from its first without a hole. A message that was
 * dropped is a hole until a later step 2, which holds it again, is stored.
 */
export class SavedCount {
  private saved = 0;
  private reported = 0;
  /** Messages that are stored later than those after them. */
  private readonly delayed = new Set<number>();
  private hole: { first: number; last: number } | undefined;

  dropped(number: number): void {
    this.hole = { first: this.hole?.first ?? number, last: number };
  }

  /** The message will be stored, and does not hold up those after it. */
  delay(number: number): void {
    this.delayed.add(number);
  }

  stored({ number, kind }: SentUpdate): void {
    if (this.hole !== undefined && number > this.hole.first) {
      if (kind === 'update') return;
      this.hole = number > this.hole.last ? undefined : { first: number + 1, last: this.hole.last };
    }
    this.saved = Math.max(this.saved, number);
    this.delayed.delete(number);
  }

  get count(): number {
    return Math.min(this.saved, ...[...this.delayed].map((number) => number - 1));
  }

  /** The count, if it has grown since it was last asked for. */
  takeNews(): number | undefined {
    const { count } = this;
    if (count <= this.reported) return undefined;
    return (this.reported = count);
  }
}
