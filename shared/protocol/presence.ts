import * as z from 'zod';

/** A Yjs relative position as JSON, exactly as `Y.relativePositionToJSON` writes it. Opaque here. */
const relativePositionSchema = z.looseObject({});

const selectionSchema = z.object({ anchor: relativePositionSchema, head: relativePositionSchema });

/** Hashes of a text, and of the state (insertions and deletions) that the text belongs to. */
const textFingerprintSchema = z.object({ state: z.string().max(32), text: z.string().max(32) });
/**
 * What only Tandem's own clients send and understand. Invalid values count as absent, and do not hide the
 * participant.
 */
const tandemFields = {
  /** The part of the text on the participant's screen, only while they look at the room's document. */
  viewport: optional(z.object({ first: relativePositionSchema, last: relativePositionSchema })),
  /** The awareness client id of the person whom the participant follows. */
  following: optional(z.number()),
  /** Asks everybody to come to where the participant is; another id is another request. */
  summons: optional(z.string().min(1).max(64)),
  /** The same for one window in all its rooms, so that others can follow it from one to the next. */
  window: optional(z.string().min(1).max(64)),
  /** The creator of the room says so. This is a courtesy for the reader; nothing depends on it. */
  role: optional(z.literal('host')),
};

/**
 * A participant's awareness state, written so that CodeMirror (y-codemirror.next), Monaco (y-monaco) and VS
 * Code see each other. Every field of a stranger's state may be missing or invalid. Invalid states are not
 * shown.
 */
export const presenceSchema = z.object({
  user: z
    .object({ name: z.string(), color: z.string().optional(), colorLight: z.string().optional() })
    .optional(),
  /** The primary selection. */
  cursor: selectionSchema.nullish(),
  /** All selections, the primary one first. */
  selections: z.array(selectionSchema).optional(),
  /** For Tandem's windows, which check now and then whether they show the same text. */
  check: textFingerprintSchema.optional().catch(undefined),
  ...tandemFields,
});

export type Presence = z.infer<typeof presenceSchema>;
export type TextFingerprint = z.infer<typeof textFingerprintSchema>;

function optional<T extends z.ZodType>(schema: T): z.ZodCatch<z.ZodOptional<z.ZodNullable<T>>> {
  return schema.nullish().catch(undefined);
}
