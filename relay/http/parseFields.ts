import type { z } from 'zod';
import type { Problem } from '../../shared/api/problem.ts';
import { visibleText } from '../../shared/presence/visibleText.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import { firstUnits } from '../../shared/text/surrogates.ts';
import { RefusedError } from '../refusedError.ts';

type Faults = NonNullable<Problem['errors']>;

/** What was sent, as `schema` has it; throws 422 with one fault for each wrong field when it is not so. */
export function parseFields<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.output<Schema> {
  const result = schema.safeParse(sent, { error: faultOf });
  if (result.success) return result.data;
  throw badFields(result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
}

/** The same for the query of an address, where each field has its place once. */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  query: Readonly<Record<string, string | string[] | undefined>>,
): z.output<Schema> {
  const repeated = Object.entries(query).filter(([, value]) => Array.isArray(value));
  if (repeated.length > 0)
    throw badFields(repeated.map(([name]) => ({ path: name, message: 'is given more than once' })));
  return parseFields(schema, query);
}

/** The refusal that names the wrong fields, each with the first thing that is wrong with it. */
function badFields(all: Faults): RefusedError {
  const errors = all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index);
  const fields = errors.map(({ path }) => path).filter((path) => path !== '');
  return new RefusedError(refuse('badFields', fields.join(', ')), { errors });
}

/** What is wrong with a field, said of it; undefined where the schema says it itself. */
function faultOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `has to be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return issue.origin === 'string' ? 'has nothing visible in it' : `has to be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `may have ${issue.maximum} characters at most`
        : `has to be at most ${issue.maximum}`;
    case 'invalid_value':
      return `has to be one of: ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return `There is no such field: ${issue.keys.slice(0, SHOWN_KEYS).map(shown).join(', ')}`;
    default:
      return undefined;
  }
}

/** By the words of the validator. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a JSON object',
};

const SHOWN_KEYS = 5;

function shown(key: string): string {
  return `"${firstUnits(visibleText(key.slice(0, 200)), 40)}"`;
}
