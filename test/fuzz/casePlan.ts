import { z } from 'zod';
import { VS_CODE_NAMES } from '../support/vscode/vsCodes.ts';

/**
 * A history of several people, complete: replaying it takes no random number. Places are fractions of the text that is
 * there at the moment, so that operations still mean something when others were dropped.
 */
export type CasePlan = z.infer<typeof casePlanSchema>;
export type CaseSetup = CasePlan['setup'];
export type CaseOperation = CasePlan['operations'][number];

export const CASE_PLAN_FORMAT = 'tandem-fuzz-case';

const person = z.int().min(0);
const fraction = z.number().min(0).max(1);
const length = z.int().min(0);
const text = z.string();

const operation = z.discriminatedUnion('do', [
  // What a person does.
  z.strictObject({ do: z.literal('type'), by: person, text }),
  z.strictObject({ do: z.literal('insert'), by: person, at: fraction, text }),
  z.strictObject({ do: z.literal('backspace'), by: person }),
  z.strictObject({ do: z.literal('replace'), by: person, at: fraction, length, text }),
  z.strictObject({
    do: z.literal('cursors'),
    by: person,
    edits: z.array(z.strictObject({ at: fraction, length, text })),
  }),
  z.strictObject({ do: z.literal('select'), by: person, from: fraction, to: fraction }),
  z.strictObject({ do: z.literal('undo'), by: person }),
  z.strictObject({ do: z.literal('redo'), by: person }),
  z.strictObject({ do: z.literal('native undo'), by: person }),
  z.strictObject({ do: z.literal('native redo'), by: person }),
  z.strictObject({ do: z.literal('leave'), by: person }),
  z.strictObject({ do: z.literal('reload'), by: person, shows: z.enum(['room', 'backup', 'old backup']) }),
  z.strictObject({ do: z.literal('crash'), by: person, shows: z.enum(['room', 'backup', 'old backup']) }),
  z.strictObject({ do: z.literal('rename'), by: person }),
  // What the editor does.
  z.strictObject({ do: z.literal('change line endings'), by: person }),
  z.strictObject({ do: z.literal('indent'), by: person, at: fraction, caret: fraction.optional() }),
  z.strictObject({
    do: z.literal('edit twice'),
    by: person,
    at: z.tuple([fraction, fraction]),
    text: z.tuple([text, text]),
  }),
  z.strictObject({ do: z.literal('toggle read-only'), by: person }),
  z.strictObject({ do: z.literal('toggle visible'), by: person }),
  z.strictObject({ do: z.literal('hold'), by: person, ms: z.int().optional() }),
  z.strictObject({ do: z.literal('old document closes'), by: person }),
  z.strictObject({ do: z.literal('renderer'), by: person, isLucky: z.boolean() }),
  z.strictObject({ do: z.literal('host'), by: person, count: z.int(), isLate: z.boolean() }),
  z.strictObject({ do: z.literal('task'), by: person, isLucky: z.boolean() }),
  z.strictObject({ do: z.literal('timer'), by: person }),
  // What the network and the relay do. The bare client comes after the last person.
  z.strictObject({ do: z.literal('deliver'), by: person, count: z.int(), down: z.boolean() }),
  z.strictObject({ do: z.literal('cut'), by: person }),
  z.strictObject({ do: z.literal('connect'), by: person }),
  z.strictObject({ do: z.literal('relay writes') }),
  z.strictObject({ do: z.literal('relay restarts') }),
  // What somebody does who uses the room by Yjs alone.
  z.strictObject({ do: z.literal('bare insert'), at: fraction, text }),
  z.strictObject({ do: z.literal('bare delete'), at: fraction, length }),
]);

export const casePlanSchema = z.strictObject({
  format: z.literal(CASE_PLAN_FORMAT),
  version: z.literal(1),
  /** The seed that it was made from. */
  seed: z.int(),
  setup: z.strictObject({
    opening: z.string(),
    people: z.array(
      z.strictObject({
        clientId: z.int(),
        eol: z.enum(['\n', '\r\n']),
        maxReplaces: z.int(),
        /** Whose editor it is (dialect.ts). Older plans do not say. */
        vsCode: z.enum(VS_CODE_NAMES).default('oldest'),
      }),
    ),
    hasBareClient: z.boolean(),
    undo: z.enum(['none', 'own', 'built-in only']),
    /** `own`: everybody writes behind a mark of their own, and nobody else does there. `alike`: all write one letter. */
    ground: z.enum(['common', 'own', 'alike']),
    meltFrom: z.int(),
  }),
  operations: z.array(operation),
});
