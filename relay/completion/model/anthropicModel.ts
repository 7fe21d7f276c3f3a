import type Anthropic from '@anthropic-ai/sdk';
import type { AiConfig } from '../../config.ts';
import { chatPromptOf } from './chatPrompt.ts';
import type { CompletionModel, ModelPrompt } from './model.ts';
import { ModelError } from './modelError.ts';
import { readStream, type StreamPiece } from './readStream.ts';
import { RefusedParameters } from './refusedParameters.ts';

/** The model for Anthropic where nothing else is set. */
export const ANTHROPIC_MODEL = 'claude-haiku-5-5';

/** Anthropic's messages. `now` in milliseconds since 1970. */
export function createAnthropicModel(
  config: Pick<AiConfig, 'model' | 'apiKey' | 'baseUrl' | 'timeoutMs'>,
  now: () => number,
): CompletionModel {
  const name = config.model ?? ANTHROPIC_MODEL;
  // As with OpenAI's, most relays do without it.
  const connected = import('@anthropic-ai/sdk').then(
    (sdk) =>
      new sdk.default({
        apiKey: config.apiKey?.reveal() ?? 'none',
        // Said, as the environment and files of the home folder would be asked otherwise.
        authToken: null,
        baseURL: config.baseUrl ?? 'https://api.anthropic.com',
        maxRetries: 0,
        timeout: 2 * config.timeoutMs,
        logLevel: 'off',
        openTelemetry: false,
        fetchOptions: { redirect: 'error' },
      }),
  );
  // Whoever asks for a completion is told.
  connected.catch(() => undefined);
  const refused = new RefusedParameters();

  async function open(prompt: ModelPrompt, signal: AbortSignal): Promise<AsyncIterable<StreamPiece>> {
    const { system, user } = chatPromptOf(prompt);
    const body = {
      model: name,
      max_tokens: prompt.maxTokens + 16,
      system,
      messages: [{ role: 'user' as const, content: user }],
      stream: true as const,
    };
    const extras = refused.without({
      stop_sequences: ['</fill>'],
      thinking: { type: 'disabled' },
      metadata: { user_id: prompt.user },
    });
    // A model that always thinks is at least told to think little.
    const effort = 'thinking' in extras ? {} : refused.without({ output_config: { effort: 'low' } });
    try {
      const client = await connected;
      const { data, response } = await client.messages
        .create({ ...body, ...extras, ...effort }, { signal })
        .withResponse();
      if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) {
        await response.body?.cancel();
        throw new ModelError('malformed', { status: response.status });
      }
      return piecesOf(data);
    } catch (error) {
      if (refused.learn(error, DROPPABLE)) return open(prompt, signal);
      throw error;
    }
  }

  return {
    provider: 'anthropic',
    name,
    complete: (prompt, cancelled) =>
      readStream((signal) => open(prompt, signal), { prompt, cancelled, timeoutMs: config.timeoutMs, now }),
  };
}

async function* piecesOf(events: AsyncIterable<Anthropic.RawMessageStreamEvent>): AsyncIterable<StreamPiece> {
  for await (const event of events) {
    switch (event.type) {
      case 'message_start':
        yield { tokens: { input: event.message.usage.input_tokens } };
        break;
      case 'content_block_delta':
        yield { text: event.delta.type === 'text_delta' ? event.delta.text : '' };
        break;
      case 'message_delta':
        yield { tokens: { output: event.usage.output_tokens }, isEnd: event.delta.stop_reason !== null };
        break;
      default:
        break;
    }
  }
}

const DROPPABLE = ['thinking', 'stop_sequences', 'metadata', 'output_config'];
