import type { Indentation } from '../../engine/indentation.ts';

/** Something to type at a place of a text, with other files open. */
export interface TypingTask {
  readonly name: string;
  readonly language: string;
  /** Undefined where the engine has to find it out. */
  readonly indentation: Indentation | undefined;
  readonly before: string;
  readonly typed: string;
  readonly after: string;
  readonly others: readonly { readonly name: string; readonly text: string; readonly language: string }[];
}

/** Who suggests texts while somebody types: an engine, or a simpler one to compare with. */
export interface Suggester {
  edit(offset: number, deleted: number, inserted: string): void;
  /** The one text that is shown at a cursor. */
  suggest(offset: number): Suggestion | undefined;
}

export interface Suggestion {
  readonly text: string;
  readonly probability: number | undefined;
}

/** Begins with the text around the cursor and the other files. */
export type StartSuggester = (task: Omit<TypingTask, 'typed' | 'name'>) => Suggester;
