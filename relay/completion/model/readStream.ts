import type { ModelResponse, ModelPrompt, ModelTokens } from './model.ts';
import { ModelError, modelErrorOf } from './modelError.ts';

/** One event of a provider's stream. */
export interface StreamPiece {
  readonly text?: string;
  readonly logprobs?: readonly { readonly text: string; readonly logprob: number }[];
  readonly tokens?: Partial<ModelTokens>;
  /** The model has said all it wanted to. */
  readonly isEnd?: boolean;
}

export interface StreamOptions {
  readonly prompt: ModelPrompt;
  /** Fires when nobody waits any more. */
  readonly cancelled: AbortSignal;
  readonly timeoutMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Reads a stream until it ends or has said enough; leaving it hangs up on the provider. Where it is cut or takes too
 * long, its whole lines count. `open` is told by its signal when to give up.
 */
export async function readStream(
  open: (signal: AbortSignal) => Promise<AsyncIterable<StreamPiece>>,
  { prompt, cancelled, timeoutMs, now }: StreamOptions,
): Promise<ModelResponse> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([cancelled, timeout]);
  const said = new Said(prompt);
  try {
    for await (const piece of await open(signal)) {
      said.hear(piece);
      if (said.isEnough) break;
    }
  } catch (error) {
    if (cancelled.aborted) throw new ModelError('cancelled');
    if (!said.hasWholeLine) throw timeout.aborted ? new ModelError('timeout') : modelErrorOf(error, now());
    return said.wholeLines();
  }
  // The SDKs end a stream that was aborted as if it were complete.
  if (cancelled.aborted) throw new ModelError('cancelled');
  if (said.isEnough || said.hasEnded) return said.everything();
  if (said.hasWholeLine) return said.wholeLines();
  if (timeout.aborted) throw new ModelError('timeout');
  throw new ModelError(said.hasHeard ? 'failed' : 'malformed');
}

class Said {
  hasHeard = false;
  hasEnded = false;
  readonly #prompt: ModelPrompt;
  readonly #nextLine: string | undefined;
  #text = '';
  readonly #pieces: { readonly text: string; readonly logprob: number }[] = [];
  #tokens: Partial<ModelTokens> | undefined;

  constructor(prompt: ModelPrompt) {
    this.#prompt = prompt;
    this.#nextLine = prompt.after
      .split('\n')
      .slice(1)
      .find((line) => /\w/.test(line))
      ?.trim();
  }

  hear({ text = '', logprobs = [], tokens, isEnd = false }: StreamPiece): void {
    this.hasHeard = true;
    this.#text += text;
    this.#pieces.push(...logprobs);
    if (tokens !== undefined) this.#tokens = { ...this.#tokens, ...tokens };
    this.hasEnded ||= isEnd;
  }

  /** More would be cut off again. */
  get isEnough(): boolean {
    const lines = this.#text.replace(/^\s*<fill>/, '').split('\n');
    return (
      this.#text.includes('</fill>') ||
      this.#text.length > MAX_UNITS ||
      // A chat may put a fence or a tag around its lines.
      lines.length > this.#prompt.maxLines + 2 ||
      /\S\s*\n\s*\n\s*\n/.test(this.#text) ||
      lines.slice(1, -1).some((line) => line.trim() === this.#nextLine)
    );
  }

  get hasWholeLine(): boolean {
    return this.#text.trimStart().includes('\n');
  }

  everything(): ModelResponse {
    return this.#responseOf(this.#text);
  }

  wholeLines(): ModelResponse {
    return this.#responseOf(this.#text.slice(0, this.#text.lastIndexOf('\n')));
  }

  #responseOf(text: string): ModelResponse {
    const { input, output } = this.#tokens ?? {};
    const isCounted = input !== undefined && output !== undefined && output > 0;
    return { text, pieces: this.#pieces, tokens: isCounted ? { input, output } : undefined };
  }
}

/** No completion is this long. */
const MAX_UNITS = 8 * 1024;
