import { z } from 'zod';
import { MAX_TEXT_UNITS } from '../limits.ts';
import { language } from './rooms.ts';

export const autocompleteSchema = z.strictObject({
  // Too long a text is answered with 413, and not as a mistake in a field.
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
    .describe('The room that it is asked for; nothing depends on it yet'),
});

export const suggestionsSchema = z.object({
  suggestions: z.array(z.string()).describe('Texts to insert at the cursor, the likeliest first'),
  confidence: z.number().min(0).max(1).describe('How likely the first of them is; 0 without any'),
});

/** The sample that the documentation shows, and that the tests send. */
export const AUTOCOMPLETE_SAMPLE = { code: 'def hello():', cursor_position: 13, language: 'python' };

export type Suggestions = z.infer<typeof suggestionsSchema>;
