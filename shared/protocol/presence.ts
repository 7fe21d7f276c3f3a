import { z } from 'zod';

/** A Yjs relative position as JSON, exactly as `Y.relativePositionToJSON` writes it. Opaque here. */
const relativePositionSchema = z.looseObject({});

const selectionSchema = z.object({ anchor: relativePositionSchema, head: relativePositionSchema });

/**
 * A participant's awareness state, written so that CodeMirror (y-codemirror.next), Monaco (y-monaco) and VS Code see
 * each other. Every field of a stranger's state may be missing or odd; what does not parse is not shown.
 */
export const presenceSchema = z.object({
  user: z
    .object({ name: z.string(), color: z.string().optional(), colorLight: z.string().optional() })
    .optional(),
  /** The primary selection. */
  cursor: selectionSchema.nullish(),
  /** All selections, the primary one first. */
  selections: z.array(selectionSchema).optional(),
});

export type Presence = z.infer<typeof presenceSchema>;
