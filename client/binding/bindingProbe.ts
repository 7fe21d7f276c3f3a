import type { BufferChange, SubmitResult } from '../ports.ts';
import type { Delta } from '../../shared/text/delta.ts';

/** Watches what crosses the borders of a binding. Must not change anything. */
export interface BindingProbe {
  /** The binding exists. */
  begin(source: BindingSource): void;
  /** Called before the binding does what the step leads to. */
  step(step: BindingStep): void;
  /** Something has been dealt with; no edit is under way. */
  calm(): void;
}

/** One probe that hands on to each of these. */
export function combineProbes(...probes: readonly BindingProbe[]): BindingProbe {
  return {
    begin: (source) => probes.forEach((probe) => probe.begin(source)),
    step: (step) => probes.forEach((probe) => probe.step(step)),
    calm: () => probes.forEach((probe) => probe.calm()),
  };
}

export interface BindingSource {
  /** Where the binding stands; undefined while an edit is under way or an event is due. */
  moment(): BindingMoment | undefined;
  sharedLength(): number;
}

export interface BindingMoment {
  readonly documentText: string;
  readonly documentVersion: number;
  /** What leads from the document to the shared text. */
  readonly pending: Delta;
}

export type BindingStep =
  | { readonly kind: 'event'; readonly change: BufferChange }
  /** The shared text was changed by somebody else, or by this person's undo. */
  | { readonly kind: 'shared'; readonly delta: Delta; readonly isOwnUndo: boolean }
  | { readonly kind: 'send' }
  | { readonly kind: 'reply'; readonly result: SubmitResult }
  /** The event with this version turned out to be the edit that was under way. */
  | { readonly kind: 'landed'; readonly version: number }
  /** The event with this version was the person's; what it kept of the text was left out. */
  | { readonly kind: 'understood'; readonly version: number; readonly edit: Delta }
  | { readonly kind: 'hold'; readonly hold: object }
  | { readonly kind: 'release'; readonly hold: object }
  /** The person asks for undo or redo. */
  | { readonly kind: 'request'; readonly direction: 'undo' | 'redo' }
  /** Own undo or redo runs now, for that or for the editor's own undo. */
  | { readonly kind: 'takeBack' }
  /** The binding begins with whatever the document and the shared text are. */
  | { readonly kind: 'reconcile' }
  /** The document had diverged. */
  | { readonly kind: 'startAfresh'; readonly documentText: string }
  | { readonly kind: 'settle' };
