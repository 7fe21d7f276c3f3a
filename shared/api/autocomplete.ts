import * as z from 'zod';
import { MAX_PATH_UNITS, MAX_TEXT_UNITS } from '../limits.ts';
import { language } from './rooms.ts';

export const autocompleteRequestSchema = z.strictObject({
  // The relay answers a text that is too long with 413, and not as a mistake in a field.
  code: z.string().describe(`The whole text, at most ${MAX_TEXT_UNITS} UTF-16 units`),
  cursor_position: z
    .int()
    .min(0)
    .describe('Where the cursor is, in UTF-16 units from the start; beyond the end is the end'),
  language,
  room_id: z
    .string()
    .max(100)
    .optional()
    .describe(
      'The room that it is asked for: its open texts are looked at, and its owner decides whether a model is',
    ),
  participant_id: z
    .string()
    .max(100)
    .optional()
    .describe('Who asks, as the welcome of the room named them; counted for the limits of a participant'),
  path: z
    .string()
    .max(MAX_PATH_UNITS)
    .optional()
    .describe('The name of the file: one that holds secrets is never given to a model'),
  trigger: z
    .enum(['automatic', 'explicit'])
    .optional()
    .describe(
      'automatic: the person is merely typing, so one text at most, and none that would save less than it disturbs; explicit, or without it: several to choose from',
    ),
  tier: z
    .enum(['engine', 'model'])
    .optional()
    .describe(
      'engine: at once, from the texts; model: from the model, where there is one and it may. Without it: the model where it may, else the engine',
    ),
});

export const autocompleteResponseSchema = z.object({
  suggestions: z.array(z.string()).describe('Texts to insert at the cursor, the likeliest first'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe('How likely it is that the person types exactly the whole first text; 0 without any'),
  confidence_basis: z
    .enum(['engine', 'logprobs', 'acceptance'])
    .describe(
      'engine: calibrated on typed code; logprobs: what the model said itself; acceptance: how often its texts were taken on this relay',
    ),
  source: z.enum(['local', 'openai', 'anthropic']).describe('Who suggested it'),
  id: z.string().describe('Names this answer in POST /autocomplete/events'),
  notice: z
    .object({
      code: z.enum(['not_allowed', 'secret_file', 'over_quota', 'key_rejected', 'unavailable']),
      message: z.string().describe('One plain sentence that says what to do'),
    })
    .optional()
    .describe('Why a model that was asked for did not answer'),
});

export const autocompleteEventSchema = z.strictObject({
  id: z.string().max(100).describe('The id of the answer'),
  event: z.enum(['shown', 'accepted', 'partial', 'dismissed']),
  chars: z.int().min(0).max(MAX_TEXT_UNITS).describe('How many UTF-16 units of it; never the text itself'),
  ms: z.int().min(0).max(86_400_000).describe('How long it had been on the screen'),
});

/** The sample that the documentation shows, and that the tests send. */
export const AUTOCOMPLETE_SAMPLE = { code: 'def hello():', cursor_position: 12, language: 'python' };

export type AutocompleteResponse = z.infer<typeof autocompleteResponseSchema>;
export type AutocompleteRequest = z.input<typeof autocompleteRequestSchema>;
export type AutocompleteEvent = z.infer<typeof autocompleteEventSchema>;
