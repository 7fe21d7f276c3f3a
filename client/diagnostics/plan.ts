import * as z from 'zod';

/**
 * What happened to one binding, in order, from a moment at which no edit was on its way. Together with the
 * code, this is enough to repeat it. Offsets and lengths are UTF-16 code units of text with `\n` line
 * endings.
 */
export type BindingPlan = z.infer<typeof bindingPlanSchema>;
export type PlanOperation = BindingPlan['operations'][number];
export type PlanDelta = z.infer<typeof deltaSchema>;
export type PlanReplace = z.infer<typeof replaceSchema>;

export const BINDING_PLAN_FORMAT = 'tandem-binding-plan';

const count = z.int().min(0);

const replaceSchema = z.strictObject({ offset: count, length: count, text: z.string() });

/** Walks over the shared text: a number keeps units, a text inserts, `-n` deletes n units. */
const deltaSchema = z.array(z.union([z.int(), z.string()]));

const operationSchema = z.discriminatedUnion('do', [
  /**
   * The document has reported a change. `isEdit`: it is the last edit that was sent, and what the editor did
   * in addition; a masked plan lists only the latter. `edit`: what it really changed, if it also rewrote text
   * that it kept.
   */
  z.strictObject({
    do: z.literal('event'),
    version: z.int(),
    changes: z.array(replaceSchema),
    reason: z.enum(['undo', 'redo']).optional(),
    isEdit: z.boolean().optional(),
    edit: z.array(replaceSchema).optional(),
  }),
  /** Somebody else has changed the shared text, which then had this length. */
  z.strictObject({ do: z.literal('remote'), delta: deltaSchema, sharedLength: count }),
  /** What our undo or redo did to the shared text, when an earlier entry of the list caused it to run. */
  z.strictObject({ do: z.literal('taken back'), delta: deltaSchema }),
  /**
   * Pending changes were packed, and the editor was asked to make `replaces`, unless nothing was left of
   * them.
   */
  z.strictObject({
    do: z.literal('send'),
    carets: z.array(z.strictObject({ start: count, end: count })),
    canInsertSnippet: z.boolean(),
    replaces: z.array(replaceSchema).optional(),
  }),
  z.strictObject({ do: z.literal('reply'), result: z.enum(['accepted', 'rejected']) }),
  z.strictObject({ do: z.literal('hold'), hold: count }),
  z.strictObject({ do: z.literal('release'), hold: count }),
  z.strictObject({ do: z.literal('undo') }),
  z.strictObject({ do: z.literal('redo') }),
  /** The document turned out to read this, and was brought back to the shared text. */
  z.strictObject({ do: z.literal('start afresh'), documentText: z.string() }),
  z.strictObject({ do: z.literal('settle') }),
]);

export const bindingPlanSchema = z.strictObject({
  format: z.literal(BINDING_PLAN_FORMAT),
  version: z.literal(1),
  /** Every character is a stand-in (maskPlan). */
  isMasked: z.boolean(),
  tuning: z.strictObject({ maxReplaces: count, refineFromUnits: count }),
  /** The document, and with it the shared text, before the first operation. */
  opening: z.strictObject({ text: z.string(), version: z.int(), hasOwnUndo: z.boolean() }),
  operations: z.array(operationSchema),
  /** How long the shared text was after the last operation. */
  sharedLength: count,
});
