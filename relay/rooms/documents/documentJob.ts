import type { LoadedBytes, Measure } from './measureUpdates.ts';

/** What a whole document can be asked. */
export type DocumentQuestion =
  | { readonly kind: 'text' }
  | { readonly kind: 'state' }
  /** `known` as Yjs encodes it. */
  | { readonly kind: 'difference'; readonly known: Uint8Array }
  | { readonly kind: 'change'; readonly text: string; readonly author: number };

/** The answers, by the kind of the question. */
export interface DocumentAnswers {
  text: string;
  /** Everything as one update, its text, and how many structs it has. */
  state: { readonly state: Uint8Array; readonly text: string; readonly structs: number };
  difference: Uint8Array;
  /** Undefined when the text is that already. */
  change: Uint8Array | undefined;
  /** What a room that was just loaded holds: needs no document as a rule. */
  measure: Measure;
}

/** What the worker is sent, one at a time. */
export type DocumentJob =
  | { readonly kind: 'measure'; readonly bytes: LoadedBytes }
  | {
      readonly kind: 'ask';
      /** False when `updates` go on where the document that the worker holds has ended. */
      readonly isFresh: boolean;
      readonly updates: readonly Uint8Array[];
      readonly question: DocumentQuestion;
    };

export type DocumentAnswer = DocumentAnswers[keyof DocumentAnswers];

/** What it says; `failed` is about the document and not about the worker. */
export type DocumentReply =
  | { readonly kind: 'answered'; readonly answer: DocumentAnswer }
  | { readonly kind: 'failed'; readonly message: string };
