import type * as Y from 'yjs';
import type { Clock, EditorBuffer, Log } from '../ports.ts';
import type { BindingProbe } from './bindingProbe.ts';

export interface BindingOptions {
  readonly text: Y.Text;
  readonly buffer: EditorBuffer;
  readonly clock: Clock;
  readonly log: Log;
  /** Marks the binding's own writes to the shared text; the binding itself unless told. */
  readonly origin?: object;
  /** With it, undo takes back own edits only. The binding decides where its steps end. */
  readonly undo?: Y.UndoManager;
  readonly tuning?: Partial<BindingTuning>;
  readonly probe?: BindingProbe;
}

export interface BindingTuning {
  /** VS Code melts 1,000 replacements of one edit into a single big one; half of that stays clear of it. */
  readonly maxReplaces: number;
  /** Local replacements from this length on are taken apart into what really changed. */
  readonly refineFromUnits: number;
}

export type BindingProblem =
  /** The editor refuses every edit: the document is read-only, or its file is gone. Remote text waits. */
  | { readonly kind: 'notEditable' }
  /** The editor takes edits again. */
  | { readonly kind: 'editableAgain' }
  /** The document did not show the shared text but `documentText`, and is being led back. */
  | { readonly kind: 'diverged'; readonly documentText: string };

export const DEFAULT_TUNING: BindingTuning = { maxReplaces: 500, refineFromUnits: 16 };
