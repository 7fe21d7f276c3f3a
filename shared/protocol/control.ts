import * as z from 'zod';
import { shownLanguageId, shownName } from '../api/rooms.ts';
import { relayIdentitySchema } from '../relay/relayIdentity.ts';

/**
 * Who answers completions in this room. The relay tells everybody in it, because a model sees the room's
 * text.
 */
export const completionsSchema = z.object({
  engine: z.enum(['local', 'openai', 'anthropic']).describe('What the relay is configured for'),
  model: z.string().nullable().describe('The model; null for the local engine'),
  allowed: z.boolean().describe("Whether the room's owner lets the model see its text"),
});
export type CompletionsInfo = z.infer<typeof completionsSchema>;

/** The first message to a client that asked for control messages. */
export const welcomeSchema = z.object({
  kind: z.literal('welcome'),
  /** PROTOCOL_VERSION of the relay. Relays before version 2 do not send it. */
  protocol: z.int().min(1).optional(),
  participant_id: z.string(),
  role: z.enum(['editor']),
  room: z.object({
    id: z.string(),
    name: shownName,
    language: shownLanguageId,
    completions: completionsSchema.optional(),
  }),
  /**
   * Signed for the `nonce` and `address` of the client's own query. Older relays do not identify themselves.
   */
  relay: relayIdentitySchema.optional(),
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
  name: shownName,
  language: shownLanguageId,
  completions: completionsSchema.optional(),
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

/**
 * From a client to the relay: a text is not what it should be, and is being repaired. `replica`: another
 * participant with the same edits has another text, and both report it. `document`: an editor did not show
 * the shared text.
 */
export const mismatchSchema = z.object({ kind: z.literal('mismatch'), of: z.enum(['replica', 'document']) });

/**
 * From a client to the relay, before it shows its presence: its own secret, the same on each of its
 * connections. From then on, its presence id belongs to it. Without a secret, the relay has to guess
 * (docs/presence.md).
 */
export const presenceKeySchema = z.object({
  kind: z.literal('presence_key'),
  key: z.string().regex(/^[\w-]{22,64}$/),
});

export const clientControlSchema = z.discriminatedUnion('kind', [mismatchSchema, presenceKeySchema]);

export type ClientControlMessage = z.infer<typeof clientControlSchema>;

export type Mismatch = z.infer<typeof mismatchSchema>['of'];
