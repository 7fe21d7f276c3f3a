/** Something that a person, an extension or another program does in a window. Files are named within its folder. */
export type WorkbenchStep =
  /** A click in the explorer: a tab in italics, or a pinned one. */
  | { readonly kind: 'open'; readonly file: string; readonly isPreview?: boolean }
  /** An extension opens the document without an editor. */
  | { readonly kind: 'openBehind'; readonly file: string }
  /** An extension edits it there. */
  | { readonly kind: 'editBehind'; readonly file: string; readonly text: string }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'save' }
  | { readonly kind: 'revert' }
  /** The tab in front; what is not saved has to be saved before. */
  | { readonly kind: 'close' }
  | { readonly kind: 'reopenClosed' }
  | { readonly kind: 'moveToNextGroup' }
  | { readonly kind: 'setLanguage'; readonly file: string; readonly language: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string; readonly isOverwriting?: boolean }
  /** Another program writes the file. */
  | { readonly kind: 'writeOnDisk'; readonly file: string; readonly text: string }
  | { readonly kind: 'wait'; readonly ms: number };

/** What came of a step, once nothing more comes. */
export interface WorkbenchObservation {
  /**
   * What the extension was told of documents, in order: `opened a.txt`, `closed a.txt`, `changed a.txt`, `dirty a.txt`,
   * `clean a.txt`, `saved a.txt`, `will rename a.txt`, `renamed a.txt`. With `#2` it is the second object of its URI.
   */
  readonly documents: readonly string[];
  /** What it was told of tabs that open and close, in order. */
  readonly tabs: readonly string[];
  /** The tabs of each column: `a.txt`, in italics `a.txt (preview)`, not saved `a.txt *`, in front `[a.txt]`. */
  readonly shown: readonly (readonly string[])[];
  /** The documents that are open. */
  readonly open: readonly string[];
}

/** A window: VS Code's, or a simulated one. */
export interface WorkbenchDriver {
  /** An empty window on a folder with these files. */
  start(files: Readonly<Record<string, string>>): Promise<void>;
  perform(step: WorkbenchStep): Promise<WorkbenchObservation>;
}
