import * as z from 'zod';

/**
 * The messages of /ws/{room_id}: text frames of JSON, `{type, data, timestamp}`. `name` is a person's name everywhere,
 * and goes with `user_id`; the room's is `room_name`.
 */

const coordinate = z.int().min(0);
const versionNumber = z.int().min(0);

export const codeUpdateRequestSchema = z.object({
  type: z.literal('code_update'),
  data: z.object({
    code: z.string(),
    /** The `version` that came last when this text was made: without it the relay has to guess. */
    base: versionNumber.optional(),
  }),
});

export const cursorPositionRequestSchema = z.object({
  type: z.literal('cursor_position'),
  data: z.object({ line: coordinate, column: coordinate }),
});

/** Everything that a client sends. The relay ignores unknown fields and does not refuse them. */
export const jsonRequestSchema = z.discriminatedUnion('type', [
  codeUpdateRequestSchema,
  cursorPositionRequestSchema,
]);

export type JsonRequest = z.infer<typeof jsonRequestSchema>;

const user = { user_id: z.string(), name: z.string() };
const arrival = z.object({ room_id: z.string(), user_count: z.int(), ...user });

export const initSchema = z.object({
  type: z.literal('init'),
  data: z.object({
    room_id: z.string(),
    room_name: z.string(),
    code: z.string(),
    version: versionNumber,
    language: z.string(),
    user_count: z.int(),
    ...user,
    /** Everybody else who is here. */
    users: z.array(z.object(user)),
  }),
});

export const codeUpdateSchema = z.object({
  type: z.literal('code_update'),
  data: z.object({ code: z.string(), version: versionNumber }),
});

export const cursorPositionSchema = z.object({
  type: z.literal('cursor_position'),
  data: z.object({ ...user, line: coordinate, column: coordinate }),
});

export const userJoinedSchema = z.object({ type: z.literal('user_joined'), data: arrival });
export const userLeftSchema = z.object({ type: z.literal('user_left'), data: arrival });

export const roomUpdatedSchema = z.object({
  type: z.literal('room_updated'),
  data: z.object({ room_id: z.string(), room_name: z.string(), language: z.string() }),
});

export const jsonErrorSchema = z.object({
  type: z.literal('error'),
  data: z.object({
    code: z.enum([
      /**
       * Not JSON, or not one of the messages above. After a few of these, the relay closes the connection.
       */
      'bad_message',
      /** The room would grow beyond its limit; its text is as before. */
      'too_large',
      /** `base` names a version that the relay no longer remembers. */
      'unknown_base',
      /** The relay cannot store edits at the moment. */
      'not_saved',
      'stopping',
    ]),
    message: z.string(),
  }),
});

export const jsonMessageSchema = z.discriminatedUnion('type', [
  initSchema,
  codeUpdateSchema,
  cursorPositionSchema,
  userJoinedSchema,
  userLeftSchema,
  roomUpdatedSchema,
  jsonErrorSchema,
]);

/** Everything that the relay sends, before it adds the timestamp. */
export type JsonMessage = z.infer<typeof jsonMessageSchema>;

export type JsonErrorCode = z.infer<typeof jsonErrorSchema>['data']['code'];
