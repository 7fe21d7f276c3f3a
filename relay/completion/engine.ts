/** What is to be completed. */
export interface CompletionRequest {
  readonly code: string;
  /** In UTF-16 units, within the code. */
  readonly cursor: number;
  /** A VS Code language id. */
  readonly language: string;
}

export interface Completion {
  /** Texts to insert at the cursor, the likeliest first. */
  readonly suggestions: readonly string[];
  /** From 0 to 1: how likely the first of them is. */
  readonly confidence: number;
}

/** Who completes: the words of the text, or a model. */
export interface CompletionEngine {
  /** Rejects when the engine does not answer. `signal` fires when nobody waits for the answer any more. */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>;
}
