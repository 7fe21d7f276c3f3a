import type { AiConfig } from '../../config.ts';
import { fimTokensOf } from '../fimTokens.ts';
import { chatPromptOf } from './chatPrompt.ts';
import { fillWaysOf, isOpenAi, suffixPathOf, type FillWay } from './fillWay.ts';
import type { CompletionModel, ModelPrompt } from './model.ts';
import { ModelError } from './modelError.ts';
import { readChunk } from './openaiChunk.ts';
import { readStream, type StreamPiece } from './readStream.ts';
import { RefusedParameters } from './refusedParameters.ts';

/** The model for OpenAI itself where nothing else is set. */
export const OPENAI_MODEL = 'gpt-6-luna';

/** OpenAI, or a server that speaks its interface, reached by `reach`. `now` in milliseconds since 1970. */
export function createOpenaiModel(
  config: Pick<AiConfig, 'model' | 'apiKey' | 'baseUrl' | 'fill' | 'timeoutMs'>,
  now: () => number,
  reach: typeof fetch = fetch,
): CompletionModel {
  const baseURL = config.baseUrl ?? 'https://api.openai.com/v1';
  const address = new URL(baseURL);
  const name = config.model ?? OPENAI_MODEL;
  // Not at the top: it takes a third of a relay's start, and most relays ask no model.
  const connected = import('openai').then(
    ({ default: OpenAI }) =>
      new OpenAI({
        // Servers of one's own want some key, and look at none.
        apiKey: config.apiKey?.reveal() ?? 'none',
        baseURL,
        // Said, as the environment would be asked otherwise.
        organization: null,
        project: null,
        maxRetries: 0,
        // Ours ends it earlier.
        timeout: 2 * config.timeoutMs,
        logLevel: 'off',
        fetch: reach,
        fetchOptions: { redirect: 'error' },
      }),
  );
  // Whoever asks for a completion is told.
  connected.catch(() => undefined);
  let ways: readonly FillWay[] = config.fill === 'auto' ? fillWaysOf(address, name) : [config.fill];
  const refused = new RefusedParameters();

  async function openBy(
    way: FillWay,
    prompt: ModelPrompt,
    signal: AbortSignal,
  ): Promise<AsyncIterable<StreamPiece>> {
    const { path, body, droppable } = requestOf(way, {
      prompt,
      address,
      model: name,
      timeoutMs: config.timeoutMs,
    });
    try {
      const client = await connected;
      const call = client.post<AsyncIterable<unknown>>(path, {
        body: refused.without(body),
        stream: true,
        signal,
      });
      const { data, response } = await call.withResponse();
      if (isEventStream(response)) return piecesOf(data);
      await response.body?.cancel();
      throw new ModelError('malformed', { status: response.status });
    } catch (error) {
      if (refused.learn(error, droppable)) return openBy(way, prompt, signal);
      throw error;
    }
  }

  /** One way after the other, until the server takes one. */
  async function open(prompt: ModelPrompt, signal: AbortSignal): Promise<AsyncIterable<StreamPiece>> {
    const candidates = ways;
    for (const [index, way] of candidates.entries()) {
      try {
        const pieces = await openBy(way, prompt, signal);
        // Remembered only now: where every way is refused, something else is wrong, and may be put right.
        if (ways === candidates) ways = candidates.slice(index);
        return pieces;
      } catch (error) {
        if (index === candidates.length - 1 || !refusesWay(error)) throw error;
      }
    }
    throw new ModelError('refused');
  }

  return {
    provider: 'openai',
    name,
    complete: (prompt, cancelled) =>
      readStream((signal) => open(prompt, signal), { prompt, cancelled, timeoutMs: config.timeoutMs, now }),
  };
}

interface FillRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly droppable: readonly string[];
}

interface FillQuestion {
  readonly prompt: ModelPrompt;
  readonly address: URL;
  readonly model: string;
  readonly timeoutMs: number;
}

function requestOf(way: FillWay, { prompt, address, model, timeoutMs }: FillQuestion): FillRequest {
  const { before, after, maxTokens } = prompt;
  const common = { model, stream: true, temperature: 0, max_tokens: maxTokens };
  switch (way) {
    case 'chat':
      return isOpenAi(address) ? openAiChat(prompt, model) : plainChat(prompt, common);
    case 'suffix':
      return {
        path: suffixPathOf(address),
        body: { ...common, prompt: before, suffix: after },
        droppable: ['temperature'],
      };
    case 'tokens':
      return {
        path: '/completions',
        body: { ...common, prompt: fimTokensOf(model)?.prompt(before, after) ?? before, stop: STOPS },
        droppable: ['temperature', 'stop'],
      };
    case 'infill':
      return {
        // At the root of the server, and not below /v1.
        path: new URL('/infill', address).href,
        body: {
          stream: true,
          temperature: 0,
          input_prefix: before,
          input_suffix: after,
          input_extra: prompt.related.map((text, index) => ({ filename: `related-${index + 1}`, text })),
          prompt: '',
          n_predict: maxTokens,
          t_max_predict_ms: timeoutMs,
          cache_prompt: true,
        },
        droppable: [],
      };
  }
}

function openAiChat(prompt: ModelPrompt, model: string): FillRequest {
  return {
    path: '/chat/completions',
    body: {
      model,
      stream: true,
      messages: messagesOf(prompt),
      // Room for the tags around the text.
      max_completion_tokens: prompt.maxTokens + 16,
      stream_options: { include_usage: true },
      store: false,
      reasoning_effort: 'none',
      logprobs: true,
      prompt_cache_key: prompt.cacheKey,
      safety_identifier: prompt.user,
    },
    droppable: [
      'reasoning_effort',
      'logprobs',
      'prompt_cache_key',
      'safety_identifier',
      'stream_options',
      'store',
    ],
  };
}

function plainChat(prompt: ModelPrompt, common: object): FillRequest {
  return {
    path: '/chat/completions',
    body: { ...common, messages: messagesOf(prompt) },
    droppable: ['temperature'],
  };
}

function messagesOf(prompt: ModelPrompt) {
  const { system, user } = chatPromptOf(prompt);
  return [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
}

/** What a chat or another path is worth trying after. */
function refusesWay(error: unknown): boolean {
  const { status } = error as { status?: unknown };
  return typeof status === 'number' && [400, 404, 405, 422, 501].includes(status);
}

function isEventStream(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
}

async function* piecesOf(chunks: AsyncIterable<unknown>): AsyncIterable<StreamPiece> {
  for await (const chunk of chunks) {
    const piece = readChunk(chunk);
    if (piece === undefined) throw new ModelError('malformed');
    yield piece;
  }
}

/** Where models that were taught by tokens go on with the next file. */
const STOPS = ['<|endoftext|>', '<|file_sep|>', '<|fim_prefix|>', '<file_sep>'];
