import type { CaretRange, SubmitResult } from '../../client/ports.ts';
import type { ModelEdit } from './modelEdits.ts';
import type { ModelEvent } from './simulatedModel.ts';

/** On its way from the extension host to the renderer. */
export interface Request {
  readonly version: number;
  readonly isThroughEditor: boolean;
  readonly edits: readonly ModelEdit[];
  readonly reply: (result: SubmitResult) => void;
}

/** ... and back. */
export type ToHost =
  | { readonly kind: 'event'; readonly event: ModelEvent }
  | { readonly kind: 'selection'; readonly carets: readonly CaretRange[]; readonly isMoved: boolean }
  | { readonly kind: 'command'; readonly task: () => void }
  | { readonly kind: 'reply'; readonly result: SubmitResult; readonly reply: (result: SubmitResult) => void };
