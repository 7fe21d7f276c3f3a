import type { CompletionsInfo } from '../../../shared/protocol/control.ts';

/** What a model is told. Secrets and its own control texts are out of it already. */
export interface ModelPrompt {
  readonly before: string;
  readonly after: string;
  /** A VS Code language id. */
  readonly language: string;
  /** The last part of the file's path; empty where it is not known. */
  readonly fileName: string;
  /** Other code of the room. */
  readonly related: readonly string[];
  readonly maxTokens: number;
  readonly maxLines: number;
  /** Names room and file to the provider's cache without naming them. */
  readonly cacheKey: string;
  /** Names the person to the provider without naming them. */
  readonly user: string;
}

export interface ModelTokens {
  readonly input: number;
  readonly output: number;
}

/** What a model says to a prompt. */
export interface ModelResponse {
  /** As the model said it. */
  readonly text: string;
  /** What it said in pieces, with the natural logarithm of each one's probability; empty where it does not tell. */
  readonly pieces: readonly { readonly text: string; readonly logprob: number }[];
  /** Undefined where the provider did not count. */
  readonly tokens: ModelTokens | undefined;
}

/** A model behind a provider's interface. */
export interface CompletionModel {
  readonly provider: Exclude<CompletionsInfo['engine'], 'local'>;
  readonly name: string;
  /** Rejects with ModelError, also when `signal` fires; then the provider has been told to stop. */
  complete(prompt: ModelPrompt, signal: AbortSignal): Promise<ModelResponse>;
}
