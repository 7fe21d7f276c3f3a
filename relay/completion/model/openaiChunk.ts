import { z } from 'zod';
import type { StreamPiece } from './readStream.ts';

const count = z.number().nullish();

/** What chats, completions and Mistral's own endpoint stream, as far as it matters here. */
const chunkSchema = z.object({
  choices: z.array(
    z.object({
      delta: z.object({ content: z.string().nullish() }).nullish(),
      text: z.string().nullish(),
      finish_reason: z.string().nullish(),
      logprobs: z
        .object({ content: z.array(z.object({ token: z.string(), logprob: z.number() })).nullish() })
        .nullish(),
    }),
  ),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
});

/** What llama.cpp's /infill streams. */
const infillSchema = z.object({
  content: z.string(),
  stop: z.boolean().optional(),
  tokens_evaluated: count,
  tokens_predicted: count,
});

/** One chunk of an OpenAI-like server; undefined when it is none. */
export function readChunk(chunk: unknown): StreamPiece | undefined {
  const infill = infillSchema.safeParse(chunk);
  if (infill.success) {
    const { content, stop, tokens_evaluated: input, tokens_predicted: output } = infill.data;
    return { text: content, isEnd: stop === true, ...tokensOf(input, output) };
  }
  const { data } = chunkSchema.safeParse(chunk);
  if (data === undefined) return undefined;
  const [choice] = data.choices;
  return {
    text: choice?.delta?.content ?? choice?.text ?? '',
    isEnd: typeof choice?.finish_reason === 'string',
    logprobs: choice?.logprobs?.content?.map(({ token, logprob }) => ({ text: token, logprob })) ?? [],
    ...tokensOf(data.usage?.prompt_tokens, data.usage?.completion_tokens),
  };
}

function tokensOf(
  input: number | null | undefined,
  output: number | null | undefined,
): Pick<StreamPiece, 'tokens'> {
  return typeof input === 'number' && typeof output === 'number' ? { tokens: { input, output } } : {};
}
