import type * as Y from 'yjs';
import type { Clock, EditorBuffer, Log } from '../ports.ts';
import type { BindingProbe } from './bindingProbe.ts';

export interface BindingOptions {
  readonly text: Y.Text;
  readonly buffer: EditorBuffer;
  readonly clock: Clock;
  readonly log: Log;
  /** Marks the binding's own writes to the shared text. The default is the binding itself. */
  readonly origin?: object;
  /** With it, undo takes back only this person's edits. The binding decides where its steps end. */
  readonly undo?: Y.UndoManager;
  readonly tuning?: Partial<BindingTuning>;
  readonly probe?: BindingProbe;
}

export interface BindingTuning {
  /** VS Code melts 1,000 replacements of one edit into a single big one. Half of that is a safe distance. */
  readonly maxReplaces: number;
  /** The binding splits local replacements of this length or more into what really changed. */
  readonly refineFromUnits: number;
}

export type BindingProblem =
  /** The editor refuses every edit: the document is read-only, or its file is gone. Remote text waits. */
  | { readonly kind: 'notEditable' }
  /** The editor takes edits again. */
  | { readonly kind: 'editableAgain' }
  /** The document showed `documentText` instead of the shared text. The binding is bringing it back. */
  | { readonly kind: 'diverged'; readonly documentText: string };

export const DEFAULT_TUNING: BindingTuning = { maxReplaces: 500, refineFromUnits: 16 };
