import type { TextReplace } from '../shared/text/replaces.ts';

/**
 * What the client asks of the world around it. Implemented in extension/, and by doubles in tests.
 */

/** A replacement that the editor is asked for. */
export interface RequestedReplace extends TextReplace {
  /** The text that it replaces. */
  readonly deleted: string;
  /** `snippet`: insert at the end of the document without pushing the caret along (docs/binding.md, carets). */
  readonly as: 'replace' | 'insert' | 'snippet';
}

/** One change event of the document. */
export interface BufferChange {
  /** The document's version after it. */
  readonly version: number;
  /** To be applied one after the other, each to the result of the one before. */
  readonly changes: readonly TextReplace[];
  /** When the event came, by the clock. */
  readonly atMs?: number;
  /** It may have come with the file instead of from the person; `Binding.decide` tells later. Held until then. */
  readonly isDoubtful?: true;
  /** Set when VS Code's own undo or redo made the change. */
  readonly reason?: 'undo' | 'redo';
  /** The selections of the active editor before the change (offsets before it) and after it (offsets after it). */
  readonly selections?: {
    readonly before: readonly BufferSelection[];
    readonly after: readonly BufferSelection[];
  };
}

/** A caret or a selection of the person, in offsets, `start` first. */
export interface CaretRange {
  readonly start: number;
  readonly end: number;
}

/** A selection with its direction: `head` is the end that moves. A caret has both at one place. */
export interface BufferSelection {
  readonly anchor: number;
  readonly head: number;
}

export type SubmitResult =
  /** The editor says that it made the edit. A read-only editor says so, too, and does nothing. */
  | 'accepted'
  /** The text has moved on, or the editor is gone: nothing was changed. */
  | 'rejected';

/**
 * The text that VS Code holds for a document, as of the last delivered change event.
 */
export interface EditorBuffer {
  readonly version: number;
  readonly length: number;
  slice(offset: number, length: number): string;
  /** Every caret and selection on the document; none where no editor shows it. */
  carets(): readonly CaretRange[];
  /** True when a `snippet` replace would work now: one visible, active editor with one caret, typed into just now. */
  canInsertSnippet(): boolean;
  /**
   * Compare-and-set: makes all replaces (ascending, disjoint) at once if the document still has `version`.
   * The change event of an accepted edit is delivered before the promise resolves. Never throws, never rejects.
   */
  submit(version: number, replaces: readonly RequestedReplace[]): PromiseLike<SubmitResult>;
  /** The last submits (`times` in a row) did nothing: choose another way of editing for the next ones. */
  preferOtherPrimitive(reason: 'ignored' | 'rejected', times: number): void;
  /** Sets the selections of the active editor, if it shows this document, and brings the first one into view. */
  select(selections: readonly BufferSelection[]): void;
}

/** Time, so that tests can hold it. */
export interface Clock {
  /** Milliseconds that only grow, whatever the computer's clock is set to. They measure durations, and are no date. */
  now(): number;
  /** Runs `task` soon, after what is running now. */
  soon(task: () => void): void;
  /** Runs `task` once `now` says that `ms` have passed; the result cancels it. */
  after(ms: number, task: () => void): () => void;
}

/** A few bytes kept by name across restarts of the editor. */
export interface ByteStore {
  read(key: string): Promise<Uint8Array | undefined>;
  /** Replaces the whole value, or leaves the old one whole. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  delete(key: string): Promise<void>;
  /** The names of all that is kept, in no order. Other windows may write and delete meanwhile. */
  list(): Promise<string[]>;
}

export interface Log {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
}
