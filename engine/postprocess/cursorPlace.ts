/** What a model's text has to fit between. */
export interface CursorPlace {
  /** The line of the cursor, up to it and from it. */
  readonly lineBefore: string;
  readonly lineAfter: string;
  /** The lines below, the nearest first; empty ones are left out. */
  readonly linesBelow: readonly string[];
  readonly usesTabs: boolean;
  /** Columns of one level of indentation. */
  readonly indentUnit: number;
}
