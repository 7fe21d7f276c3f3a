import type { TextReplace } from '../shared/text/replaces.ts';

/** What the client needs from the world around it. extension/ implements it, and so do doubles in tests. */

/** A replacement that the editor is asked to make. */
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
  /** Apply these one after the other, each to the result of the one before. */
  readonly changes: readonly TextReplace[];
  /** When the event came, by the clock. */
  readonly atMs?: number;
  /**
   * It may have come with the file instead of from the person. It is held until `Binding.decide` says which.
   */
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

/** A selection with its direction: `head` is the end that moves. A caret has both ends at one place. */
export interface BufferSelection {
  readonly anchor: number;
  readonly head: number;
}

export type SubmitResult =
  /** The editor says that it made the edit. A read-only editor says so, too, and does nothing. */
  | 'accepted'
  /** The text has changed, or the editor is gone. Nothing was edited. */
  | 'rejected';

/**
 * The text that VS Code holds for a document, as of the last delivered change event.
 */
export interface EditorBuffer {
  readonly version: number;
  readonly length: number;
  slice(offset: number, length: number): string;
  /** Every caret and selection on the document; none if no editor shows it. */
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

/** Time, so that tests can control it. */
export interface Clock {
  /**
   * Milliseconds that only grow, whatever the computer's clock says. They measure durations and are not a
   * date.
   */
  now(): number;
  /** Runs `task` soon, after the present task. */
  soon(task: () => void): void;
  /** Runs `task` once `ms` have passed by `now`. The result cancels it. */
  after(ms: number, task: () => void): () => void;
}

/** Keeps a few bytes by name across restarts of the editor. */
export interface ByteStore {
  read(key: string): Promise<Uint8Array | undefined>;
  /** Replaces the whole value, or leaves the old one intact. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  delete(key: string): Promise<void>;
  /** The names of all kept values, in no order. Other windows may write and delete at the same time. */
  list(): Promise<string[]>;
}

export interface Log {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
}
