import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonSchema, nearValuesOf, valuesOf } from '../support/jsonSchema.ts';
import { seedFor } from '../support/seed.ts';
import { type DocumentedOperation, setUpDocumentedApi } from './support/documentedApi.ts';
import { NO_ROOM_ID } from './support/testRelay.ts';

describe('the OpenAPI document', function () {
  this.timeout(120_000);
  const api = setUpDocumentedApi();

  it('holds for thousands of random requests, none of which makes the relay fail', async function () {
    const seed = seedFor(this.test!.fullTitle());
    const requests = fc.oneof(
      ...api.operations().map((each) => requestsTo(each, (schema) => api.resolved(schema))),
    );
    let { room } = api;
    const statuses = new Set<string>();
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, path, operation, bodies, query, id, type }) => {
        if (room === '') room = `/rooms/${(await api.relay.createRoom('text')).id}`;
        const search = new URLSearchParams(
          JSON.parse(JSON.stringify(query)) as Record<string, string>,
        ).toString();
        const where = path.replace('{id}', id === 'the room' ? room.slice(7) : id);
        const sent = {
          method,
          path: search === '' ? where : `${where}?${search}`,
          ...(bodies !== undefined && {
            body: bodies,
            // Node frames the body of a POST by itself, but not that of a GET.
            headers: { 'content-type': type, 'content-length': String(Buffer.byteLength(bodies)) },
          }),
        };
        const answer = await api.send(sent);
        statuses.add(`${operation.operationId} ${answer.status}`);
        assert.notEqual(answer.status, 500, JSON.stringify(sent));
        api.assertDocumented(operation, answer, sent);
        if (answer.status === 204) room = '';
      }),
      { seed, numRuns: Number(process.env['TANDEM_API_RUNS'] ?? 4_000), endOnFailure: true },
    );
    // Otherwise it has found nothing because it has reached nothing.
    for (const reached of [
      'createRoom 201',
      'createRoom 422',
      'createRoom 400',
      'changeRoom 200',
      'autocomplete 200',
      'listRooms 200',
      'listRooms 422',
    ])
      assert.ok(statuses.has(reached), `${reached} was never reached`);
  });
});

const RAW = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
  {
    weight: 2,
    arbitrary: fc.string({
      unit: fc.constantFrom(...Array.from('{}[]",:\\ntrue1e9.-+ \0é')),
      maxLength: 40,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '[[[[', '{"__proto__":{}}', '['.repeat(5_000), '\ufeff{}'),
  },
);

const IDS = fc.oneof(
  { weight: 5, arbitrary: fc.constant('the room') },
  { weight: 2, arbitrary: fc.constant(NO_ROOM_ID) },
  {
    weight: 1,
    arbitrary: fc.string({ minLength: 1 }).map((text) => encodeURIComponent(text.toWellFormed())),
  },
  { weight: 1, arbitrary: fc.constantFrom('%', '%E0%A4%A', '..%2f..', '%00', 'a'.repeat(300)) },
);

const TYPES = fc.oneof(
  { weight: 12, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'text/plain',
      'application/x-www-form-urlencoded',
      'x',
      'multipart/form-data; boundary=x',
    ),
  },
);

/** Requests to one operation: what it takes, what it nearly takes, and anything. */
function requestsTo(
  { method, path, operation }: DocumentedOperation,
  resolved: (schema: JsonSchema) => JsonSchema,
) {
  const body = Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => resolved(schema))[0];
  const bodies =
    body === undefined
      ? fc.option(RAW, { nil: undefined, freq: 5 })
      : fc.oneof(
          { weight: 3, arbitrary: valuesOf(body).map((value) => JSON.stringify(value)) },
          { weight: 4, arbitrary: nearValuesOf(body).map((value) => JSON.stringify(value)) },
          { weight: 2, arbitrary: RAW },
        );
  const query = fc.record(
    Object.fromEntries(
      (operation.parameters ?? []).map(({ name, schema }) => [
        name,
        fc.oneof(valuesOf(schema).map(String), fc.string(), fc.constantFrom('-1', '1e3', '0x10', '1001')),
      ]),
    ),
    { requiredKeys: [] },
  );
  return fc.record({
    method: fc.constant(method),
    path: fc.constant(path),
    operation: fc.constant(operation),
    bodies,
    query,
    id: IDS,
    type: TYPES,
  });
}
