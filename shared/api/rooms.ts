import * as z from 'zod';
import {
  MAX_LANGUAGE_UNITS,
  MAX_LIST_LIMIT,
  MAX_LIST_SKIP,
  MAX_LIST_TEXT_BYTES,
  MAX_ROOM_NAME_UNITS,
  MAX_TEXT_UNITS,
} from '../limits.ts';
import { cleanName, shownLanguage, shownRoomName } from '../room/roomName.ts';
import { languageIdOf } from './languages.ts';
import { parseRoomPlace } from './roomPlace.ts';

const nameText = z
  .string()
  .describe('What people call the room; control and invisible characters are taken out')
  .meta({ examples: ['Interview with Ada'] });

/** As it is given. */
const name = nameText.overwrite(cleanName).min(1).max(MAX_ROOM_NAME_UNITS);

/** As shown: an older or a hostile relay may have other rules for a name. */
export const shownName = nameText.overwrite(shownRoomName).min(1).max(MAX_ROOM_NAME_UNITS);

/** As it is given; known names become ids. */
export const language = z
  .string()
  .overwrite(cleanName)
  .min(1)
  .max(MAX_LANGUAGE_UNITS)
  .transform(languageIdOf)
  .describe('A VS Code language id, or a usual name such as "C++"; an unknown one is shown as plain text')
  .meta({ examples: ['python'] });

/** As it is shown. */
export const shownLanguageId = z
  .string()
  .overwrite(shownLanguage)
  .describe('A VS Code language id')
  .meta({ examples: ['python'] });

// The length is not checked here: the relay answers a text that is too long with 413, and not as a mistake in
// a field.
const code = z
  .string()
  .describe(`The whole text, at most ${MAX_TEXT_UNITS} UTF-16 units; line endings become \\n`)
  .meta({ examples: ['print("hello")\n'] });

export const createRoomSchema = z.strictObject({
  name,
  language,
  code: code.optional().describe('Without it the room begins with a comment in its language'),
});

/** Needs the room's owner token as `Authorization: Bearer …`. */
const modelCompletions = z
  .boolean()
  .describe("Whether a model may see the room's text to complete it; only its owner can change that");

export const changeRoomSchema = z
  .strictObject({
    name: name.optional(),
    language: language.optional(),
    code: code.optional(),
    model_completions: modelCompletions.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'Name at least one field.')
  .describe('What to change; `code` becomes a small edit which everybody in the room sees at once');

export const roomSchema = z.object({
  id: z
    .string()
    .describe('22 characters; whoever knows it can enter')
    .meta({ examples: ['q1Zk0mV8T3yJw5xN7cR2bA'] }),
  name: shownName,
  code: code.describe('The text now, with what people in the room have typed'),
  language: shownLanguageId,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime().describe('When the text, the name or the language changed last'),
  model_completions: modelCompletions,
});

/** What creating a room returns. This is the only time that the relay sends the owner's token. */
export const createdRoomSchema = roomSchema.extend({
  owner_token: z.string().describe('Keep it secret and safe: whoever has it is the owner of the room'),
});

/** A room with its text, if the relay can read that in time. */
export const listedRoomSchema = roomSchema.extend({
  code: code
    .nullable()
    .describe(
      'The text now, with what people in the room have typed; null where the relay cannot read it, or not soon enough: then ask for the room itself',
    ),
});

/** A room without its text, for lists that people pick from. */
export const roomSummarySchema = roomSchema
  .omit({ code: true })
  .extend({ participants: z.int().min(0).describe('How many are in it now, over either wire') });

const SKIP_FAULT = `has to be a whole number from 0 to ${MAX_LIST_SKIP}`;
const LIMIT_FAULT = `has to be a whole number from 1 to ${MAX_LIST_LIMIT}`;

export const listRoomsQuerySchema = z.strictObject({
  skip: z.coerce
    .number(SKIP_FAULT)
    .int(SKIP_FAULT)
    .min(0, SKIP_FAULT)
    .max(MAX_LIST_SKIP, `Go on with the link "next"; skip leaves out ${MAX_LIST_SKIP} rooms at most.`)
    .default(0)
    .describe('Rooms to leave out; to read all rooms go on with the link "next" instead'),
  after: z
    .string()
    .transform((text, context) => {
      const place = parseRoomPlace(text);
      if (place !== undefined) return place;
      context.addIssue({ code: 'custom', message: 'Take it from a link "next"; it is not to be made up.' });
      return z.NEVER;
    })
    .optional()
    .describe(
      'Where the page before has ended, as its link "next" says it: rooms that come and go meanwhile change nothing',
    )
    .meta({ examples: ['1767225600000.q1Zk0mV8T3yJw5xN7cR2bA'] }),
  limit: z.coerce
    .number(LIMIT_FAULT)
    .int(LIMIT_FAULT)
    .min(1, LIMIT_FAULT)
    .max(MAX_LIST_LIMIT, LIMIT_FAULT)
    .default(100)
    .describe(
      `Rooms to return at most. A page ends earlier when its texts would have more than ${MAX_LIST_TEXT_BYTES} bytes together; go on with the link "next".`,
    ),
  fields: z
    .enum(['all', 'summary'])
    .default('all')
    .describe('summary: without the texts, and with how many are in each room; no page ends early then'),
});

export type CreateRoom = z.infer<typeof createRoomSchema>;
export type ListRoomsQuery = z.infer<typeof listRoomsQuerySchema>;
export type ChangeRoom = z.infer<typeof changeRoomSchema>;
export type ListedRoomBody = z.infer<typeof listedRoomSchema>;
export type RoomBody = z.infer<typeof roomSchema>;
export type CreatedRoomBody = z.infer<typeof createdRoomSchema>;
export type RoomSummaryBody = z.infer<typeof roomSummarySchema>;
