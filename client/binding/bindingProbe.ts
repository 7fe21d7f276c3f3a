import type { BufferChange, SubmitResult } from '../ports.ts';
import type { Delta } from '../../shared/text/delta.ts';

/** Watches everything that crosses the borders of a binding. It must not change anything. */
export interface BindingProbe {
  /** The binding exists. */
  begin(source: BindingSource): void;
  /** Called before the binding acts on the step. */
  step(step: BindingStep): void;
  /** The binding has dealt with something, and no edit is on its way. */
  calm(): void;
}

/** One probe that forwards to each of these. */
export function combineProbes(...probes: readonly BindingProbe[]): BindingProbe {
  return {
    begin: (source) => probes.forEach((probe) => probe.begin(source)),
    step: (step) => probes.forEach((probe) => probe.step(step)),
    calm: () => probes.forEach((probe) => probe.calm()),
  };
}

export interface BindingSource {
  /** The state of the binding; undefined while an edit is on its way or an event is due. */
  moment(): BindingMoment | undefined;
  sharedLength(): number;
}

export interface BindingMoment {
  readonly documentText: string;
  readonly documentVersion: number;
  /** The delta from the document to the shared text. */
  readonly pending: Delta;
}

export type BindingStep =
  | { readonly kind: 'event'; readonly change: BufferChange }
  /** Somebody else, or this person's undo, has changed the shared text. */
  | { readonly kind: 'shared'; readonly delta: Delta; readonly isOwnUndo: boolean }
  | { readonly kind: 'send' }
  | { readonly kind: 'reply'; readonly result: SubmitResult }
  /** The event with this version turned out to be the edit that was on its way. */
  | { readonly kind: 'landed'; readonly version: number }
  /** The event with this version was the person's. The part of the text that it kept is left out. */
  | { readonly kind: 'understood'; readonly version: number; readonly edit: Delta }
  | { readonly kind: 'hold'; readonly hold: object }
  | { readonly kind: 'release'; readonly hold: object }
  /** The person asks for undo or redo. */
  | { readonly kind: 'request'; readonly direction: 'undo' | 'redo' }
  /** The binding's undo or redo runs now, because of that request or of the editor's own undo. */
  | { readonly kind: 'takeBack' }
  /** The binding starts with the present document and shared text. */
  | { readonly kind: 'reconcile' }
  /** The document had diverged. */
  | { readonly kind: 'startAfresh'; readonly documentText: string }
  | { readonly kind: 'settle' };
