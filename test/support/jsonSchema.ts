import fc from 'fast-check';

/** As much of JSON Schema as the API's description uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** The schema with every reference replaced by what `lookUp` says it means. */
export function resolveReferences(schema: JsonSchema, lookUp: (reference: string) => JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    const reference = (value as JsonSchema | null)?.$ref;
    return typeof reference === 'string' ? resolveReferences(lookUp(reference), lookUp) : value;
  }) as JsonSchema;
}

/** Values that a schema without references allows. */
export function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valuesOf));
  switch (schema.type) {
    case 'string':
      return fc.string({
        unit: fc.constantFrom(
          'a',
          'Z',
          '7',
          ' ',
          '\n',
          '\r',
          '\0',
          '"',
          '\\',
          'é',
          '漢',
          '😀',
          '\ud800',
          '_',
        ),
        minLength: schema.minLength ?? 0,
        maxLength: Math.min(schema.maxLength ?? 60, 60),
      });
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? -(2 ** 40),
        max: Math.min(schema.maximum ?? 2 ** 40, 2 ** 53 - 1),
      });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: 5 });
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, of]) => [name, valuesOf(of)])),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    default:
      return fc.jsonValue();
  }
}

/** Objects that are one step away from what a schema allows: a field too many, too few, or of another kind. */
export function nearValuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const names = Object.keys(schema.properties ?? {});
  const name = fc.constantFrom(...names, 'owner', '__proto__', 'constructor', '');
  const oddities = fc.oneof(
    fc.constantFrom<unknown>(null, true, -1, 1.5, 1e308, 2 ** 53, '', ' ', [], {}, '\0', 'x'.repeat(201)),
    fc.jsonValue({ maxDepth: 3 }),
  );
  return fc
    .tuple(valuesOf(schema), name, fc.option(oddities, { nil: undefined }))
    .map(([value, key, odd]) => {
      const fields = Object.entries(value as Record<string, unknown>).filter(([field]) => field !== key);
      // Not by assignment: that would set the prototype instead of a field.
      return Object.fromEntries(odd === undefined ? fields : [...fields, [key, odd]]);
    });
}
