import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROTOCOL_VERSION } from './version.ts';

const SHARED = path.join(import.meta.dirname, '..');
const RECORD = path.join(SHARED, '..', 'test', 'fixtures', 'protocol.json');

interface ProtocolRecord {
  readonly version: number;
  /** By file and export. */
  readonly definitions: Readonly<Record<string, unknown>>;
}

/** TANDEM_RECORD_PROTOCOL=1 writes the record anew, once the version has grown. */
describe('the protocol', () => {
  it('changes only together with its version', async () => {
    const recorded = JSON.parse(fs.readFileSync(RECORD, 'utf8')) as ProtocolRecord;
    const current: ProtocolRecord = { version: PROTOCOL_VERSION, definitions: await definitions() };
    if (process.env['TANDEM_RECORD_PROTOCOL'] === '1' && current.version > recorded.version) {
      fs.writeFileSync(RECORD, `${JSON.stringify(current, undefined, 2)}\n`);
      return;
    }
    assert.deepEqual(
      current,
      recorded,
      'Raise PROTOCOL_VERSION, tell the change in docs/protocol.md, and run this with TANDEM_RECORD_PROTOCOL=1.',
    );
  });
});

/** Every schema and every table of numbers that shared/protocol and shared/api export. */
async function definitions(): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const file of fs.globSync('{api,protocol}/*.ts', { cwd: SHARED }).sort()) {
    if (file.endsWith('.test.ts')) continue;
    const exported = (await import(path.join(SHARED, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported).sort(([one], [other]) => (one < other ? -1 : 1))) {
      if (value instanceof z.ZodType) found[`${file} ${name}`] = plainSchema(value);
      else if (isTable(value)) found[`${file} ${name}`] = { ...value };
    }
  }
  return found;
}

/** Without words for people, which may change at any time. */
function plainSchema(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.description;
      delete jsonSchema.title;
      delete jsonSchema.examples;
    },
  });
}

function isTable(value: unknown): value is Readonly<Record<string, number>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).length > 0 &&
    Object.values(value).every((entry) => typeof entry === 'number')
  );
}
