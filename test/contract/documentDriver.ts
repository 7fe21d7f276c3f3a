import type { CaretRange, RequestedReplace, SubmitResult } from '../../client/ports.ts';
import type { TextReplace } from '../../shared/text/replaces.ts';
import type { Eol } from '../support/simulatedModel.ts';

/** Something that happens to a document in an editor. Offsets are UTF-16 units of the text with `\n` line endings. */
export type DocumentStep =
  | { readonly kind: 'setCarets'; readonly carets: readonly CaretRange[] }
  /** One key, or Enter as `\n`, at every caret. */
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'deleteLeft' }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'setEol'; readonly eol: Eol }
  | { readonly kind: 'setReadOnly'; readonly isReadOnly: boolean }
  | { readonly kind: 'setVisible'; readonly isVisible: boolean }
  /** Edits of an extension, sent one after the other without waiting, all against the version of this moment. */
  | {
      readonly kind: 'submit';
      readonly calls: readonly (readonly RequestedReplace[])[];
      /** What just happened in the editor, so that the edits meet it: the extension has not heard of it yet. */
      readonly justAfter?: UnheardStep;
      /** An edit of the editor, or of the whole workspace. A hidden document always gets the latter. */
      readonly through?: 'editor' | 'workspace';
    };

export type UnheardStep =
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'setVisible'; readonly isVisible: false };

/** A change event, or the reply to a `submit`, as the extension hears of it. */
export type Heard =
  | {
      readonly kind: 'event';
      /** How far the version rose. */
      readonly versions: number;
      /** In the document's own offsets, in which a `\r\n` counts two. */
      readonly changes: readonly TextReplace[];
      readonly lfChanges: readonly TextReplace[];
      readonly reason: 'undo' | 'redo' | 'none';
    }
  | { readonly kind: 'reply'; readonly call: number; readonly result: SubmitResult };

/** What is known once everything that a step brings has arrived. */
export interface Observation {
  readonly heard: readonly Heard[];
  readonly text: string;
  readonly eol: Eol;
  /** As the editor tells them, ascending; none while no editor shows the document. */
  readonly carets: readonly CaretRange[];
}

/** A document in an editor: VS Code's, or the simulated one. */
export interface DocumentDriver {
  open(text: string, eol: Eol): Promise<void>;
  /** Makes the step, and resolves when there is nothing more to come of it. */
  perform(step: DocumentStep): Promise<Observation>;
  close(): Promise<void>;
}
