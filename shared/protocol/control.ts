import { z } from 'zod';

/** First message to a client that asked for control messages. */
export const welcomeSchema = z.object({
  kind: z.literal('welcome'),
  participant_id: z.string(),
  role: z.enum(['editor']),
  room: z.object({ id: z.string(), name: z.string(), language: z.string() }),
});

/**
 * The first `updates` sync messages (step 2 or update) of this connection are on disk.
 *
 * A count, not a state vector: a deletion moves no clock, so a state vector cannot say that it was stored. Messages
 * of one connection are stored in order, hence a count is exact.
 */
export const savedSchema = z.object({
  kind: z.literal('saved'),
  updates: z.int().min(0),
});

/** The room's name or language changed. */
export const roomChangedSchema = z.object({
  kind: z.literal('room'),
  name: z.string(),
  language: z.string(),
});

/** Something the person should know, in one plain sentence; `code` is stable, for programs. */
export const noticeSchema = z.object({
  kind: z.literal('notice'),
  code: z.enum(['not_saved', 'stopping']),
  message: z.string(),
});

export const controlMessageSchema = z.discriminatedUnion('kind', [
  welcomeSchema,
  savedSchema,
  roomChangedSchema,
  noticeSchema,
]);

export type ControlMessage = z.infer<typeof controlMessageSchema>;
