import assert from 'node:assert/strict';
import http from 'node:http';
import fc from 'fast-check';
import { z } from 'zod';
import type { CompletionEngine } from '../../relay/completion/engine.ts';
import { createLocalEngine } from '../../relay/completion/localEngine.ts';
import { type JsonSchema, nearValuesOf, resolveReferences, valuesOf } from '../support/jsonSchema.ts';
import { seedFor } from '../support/seed.ts';
import { createHeldStore, type HeldStore } from './support/heldStore.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';
import { connectWire } from './support/wireClient.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { name: string; schema: JsonSchema }[];
  readonly requestBody?: { content: Record<string, { schema: JsonSchema; example: unknown }> };
  readonly responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
}

interface Api {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, JsonSchema> };
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const NO_ROOM = '/rooms/AAAAAAAAAAAAAAAAAAAAAA';
const TOO_LONG = 'x'.repeat(5_242_881);
const ELSEWHERE = { host: 'evil.example' };

describe('the OpenAPI document', function () {
  this.timeout(120_000);
  let store: HeldStore;
  let relay: TestRelay;
  let agent: http.Agent;
  let api: Api;
  let room: string;
  let engine: CompletionEngine;

  beforeEach(async () => {
    store = createHeldStore();
    engine = createLocalEngine();
    relay = await startTestRelay({
      store,
      engine: { complete: (...request) => engine.complete(...request) },
    });
    agent = new http.Agent({ keepAlive: true });
    api = (await (await relay.request('GET', '/openapi.json')).json()) as Api;
    room = `/rooms/${(await relay.createRoom('text')).id}`;
  });
  afterEach(() => {
    agent.destroy();
    return relay.relay.stop();
  });

  /** Not fetch, which neither sends another Host nor a body with GET. */
  const send = ({ method, path, body, headers = {} }: Sent, port = relay.port): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, method, path, headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const type = (response.headers['content-type'] ?? '').split(';')[0] ?? '';
          resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString() });
        });
        response.on('error', reject);
      });
      // A body that is refused before it was sent breaks the sending; what counts is the answer.
      request.on('error', (error) => {
        if ((error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      });
      request.end(body);
    });

  const resolved = (schema: JsonSchema) =>
    resolveReferences(schema, (reference) => api.components.schemas[reference.split('/').at(-1) ?? '']!);

  const validators = new Map<string, z.ZodType>();

  /** Fails unless the answer is one that the operation documents, of its type and by its schema. */
  const assertDocumented = (operation: Operation, { status, type, text }: Answer, sent: Sent) => {
    const what = `${sent.method} ${sent.path} ${sent.body?.slice(0, 300) ?? ''} -> ${status} ${type} ${text.slice(0, 300)}`;
    const response = operation.responses[status];
    assert.ok(response, `${what}: this status is not documented`);
    if (response.content === undefined) {
      assert.deepEqual([type, text], ['', ''], what);
      return;
    }
    const media = response.content[type];
    assert.ok(media, `${what}: this type is not documented`);
    if (type === 'text/plain' || type === 'text/html') return;
    const key = JSON.stringify(media.schema);
    const validator =
      validators.get(key) ??
      z.fromJSONSchema(resolved(media.schema) as Parameters<typeof z.fromJSONSchema>[0]);
    validators.set(key, validator);
    const { error } = validator.safeParse(JSON.parse(text));
    assert.equal(error, undefined, `${what}: ${String(error)}`);
  };

  const operations = () =>
    Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== 'parameters')
        .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );

  const post = (path: string, body: unknown): Sent => ({
    method: 'POST',
    path,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: JSON_TYPE,
  });
  const patch = (path: string, body: unknown): Sent => ({ ...post(path, body), method: 'PATCH' });
  const get = (path: string, headers = {}): Sent => ({ method: 'GET', path, headers });
  const remove = (path: string, headers = {}): Sent => ({ method: 'DELETE', path, headers });
  const broken = () => {
    const fail = () => Promise.reject(new Error('broken'));
    Object.assign(store, {
      createRoom: fail,
      listRooms: fail,
      loadRoom: fail,
      findRoom: fail,
      deleteRoom: fail,
    });
  };

  /** How each documented status of each operation comes about. */
  const provocations: Record<string, Record<number, () => Sent | Promise<Sent>>> = {
    createRoom: {
      201: () => post('/rooms', { name: 'Test Room', language: 'python' }),
      400: () => post('/rooms', '{"name":'),
      403: () => ({ ...post('/rooms', {}), headers: { ...JSON_TYPE, ...ELSEWHERE } }),
      413: () => post('/rooms', { name: 'x', language: 'go', code: TOO_LONG }),
      415: () => ({ ...post('/rooms', '<a/>'), headers: { 'content-type': 'application/xml' } }),
      422: () => post('/rooms', { name: ' ', language: 'go' }),
      500: () => {
        broken();
        return post('/rooms', { name: 'x', language: 'go' });
      },
    },
    listRooms: {
      200: () => get('/rooms?skip=0&limit=5'),
      403: () => get('/rooms', ELSEWHERE),
      422: () => get('/rooms?limit=0'),
      500: () => {
        broken();
        return get('/rooms');
      },
    },
    showInvite: {
      200: () => get(`/join/${room.slice(7)}`),
      403: () => get(`/join/${room.slice(7)}`, ELSEWHERE),
      404: () => get('/join/AAAAAAAAAAAAAAAAAAAAAA'),
      500: () => {
        broken();
        return get(`/join/${room.slice(7)}`);
      },
    },
    getRoom: {
      200: () => get(room),
      403: () => get(room, ELSEWHERE),
      404: () => get(NO_ROOM),
      500: () => {
        broken();
        return get(room);
      },
    },
    changeRoom: {
      200: () => patch(room, { name: 'New', language: 'C++', code: 'new' }),
      400: () => patch(room, '}'),
      401: () => patch(room, { model_completions: true }),
      403: () => ({ ...patch(room, {}), headers: { ...JSON_TYPE, ...ELSEWHERE } }),
      404: () => patch(NO_ROOM, { name: 'x' }),
      413: () => patch(room, { code: TOO_LONG }),
      415: () => ({ ...patch(room, 'x'), headers: { 'content-type': 'text/plain' } }),
      422: () => patch(room, {}),
      500: () => {
        broken();
        return patch(room, { code: 'x' });
      },
      503: () => {
        store.updateRoom = () => Promise.reject(new Error('broken'));
        return patch(room, { code: 'new text', name: 'New' });
      },
    },
    deleteRoom: {
      204: () => remove(room),
      403: () => remove(room, ELSEWHERE),
      404: () => remove(NO_ROOM),
      500: () => {
        broken();
        return remove(room);
      },
    },
    listParticipants: {
      200: async () => {
        // An empty list would fit every schema.
        const client = await connectWire(relay.url, room.slice(7));
        await client.heard('step1');
        return get(`${room}/participants`);
      },
      403: () => get(`${room}/participants`, ELSEWHERE),
      404: () => get(`${NO_ROOM}/participants`),
      500: () => {
        broken();
        return get(`${room}/participants`);
      },
    },
    autocomplete: {
      200: () => post('/autocomplete', { code: 'pri', cursor_position: 3, language: 'python' }),
      400: () => post('/autocomplete', 'nope'),
      403: () => ({ ...post('/autocomplete', {}), headers: { ...JSON_TYPE, ...ELSEWHERE } }),
      413: () => post('/autocomplete', { code: TOO_LONG, cursor_position: 0, language: 'go' }),
      415: () => ({ ...post('/autocomplete', '{}'), headers: {} }),
      422: () => post('/autocomplete', { code: '', cursor_position: -1, language: 'go' }),
      503: () => {
        engine = { complete: () => Promise.reject(new Error('canary')) };
        return post('/autocomplete', { code: '', cursor_position: 0, language: 'go' });
      },
    },
    tellOfCompletion: {
      204: () => post('/autocomplete/events', { id: 'x', event: 'shown', chars: 1, ms: 1 }),
      400: () => post('/autocomplete/events', 'nope'),
      403: () => ({ ...post('/autocomplete/events', {}), headers: { ...JSON_TYPE, ...ELSEWHERE } }),
      413: () => post('/autocomplete/events', JSON.stringify({ id: 'x'.repeat(13_000_000) })),
      415: () => ({ ...post('/autocomplete/events', '{}'), headers: {} }),
      422: () => post('/autocomplete/events', { id: 'x', event: 'seen', chars: 1, ms: 1 }),
    },
    getHealth: {
      200: () => get('/health'),
      403: () => get('/health', ELSEWHERE),
      503: () => {
        store.ping = () => Promise.reject(new Error('away'));
        return get('/health');
      },
    },
    getMetrics: { 200: () => get('/metrics'), 403: () => get('/metrics', ELSEWHERE) },
  };
  for (const [operationId, statuses] of Object.entries(provocations)) {
    for (const [status, provoke] of Object.entries(statuses)) {
      it(`answers ${status} to ${operationId} as documented`, async () => {
        const { operation } = operations().find((each) => each.operation.operationId === operationId)!;
        const sent = await provoke();
        const answer = await send(sent);
        assert.equal(answer.status, Number(status), answer.text);
        assertDocumented(operation, answer, sent);
      });
    }
  }

  it('answers 429 to the operations with a limit as documented', async () => {
    const limited = await startTestRelay({ trustProxy: 1, roomsPerHour: 1, completionsPerMinute: 1 });
    for (const { path, method, operation } of operations()) {
      if (operation.responses[429] === undefined) continue;
      const sent = { method, path, body: '{}', headers: JSON_TYPE };
      const first = await send(sent, limited.port);
      assert.equal(first.status, 422);
      // Of one suggestion several things may be told.
      let last = first;
      for (let more = 0; more < 3 && last.status === 422; more++) last = await send(sent, limited.port);
      assert.equal(last.status, 429);
      assertDocumented(operation, last, sent);
    }
    await limited.relay.stop();
  });

  it('is provoked by these tests into every status that it documents', () => {
    const documented = operations().flatMap(({ operation }) =>
      Object.keys(operation.responses)
        .filter((status) => status !== '429')
        .map((status) => `${operation.operationId} ${status}`),
    );
    const provoked = Object.entries(provocations).flatMap(([operationId, statuses]) =>
      Object.keys(statuses).map((status) => `${operationId} ${status}`),
    );
    assert.deepEqual(provoked.sort(), documented.sort());
  });

  it('shows examples that the relay takes', async () => {
    for (const { method, path, operation } of operations()) {
      for (const { example } of Object.values(operation.requestBody?.content ?? {})) {
        const sent = { ...post(path.replace('/rooms/{id}', room), example), method };
        const answer = await send(sent);
        assert.ok([200, 201, 204].includes(answer.status), `${path}: ${answer.text}`);
        assertDocumented(operation, answer, sent);
      }
    }
  });

  it('holds for thousands of random requests, none of which makes the relay fail', async function () {
    const seed = seedFor(this.test!.fullTitle());
    const raw = fc.oneof(
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
    const requests = fc.oneof(
      ...operations().map(({ method, path, operation }) => {
        const body = Object.values(operation.requestBody?.content ?? {}).map(({ schema }) =>
          resolved(schema),
        )[0];
        const bodies =
          body === undefined
            ? fc.option(raw, { nil: undefined, freq: 5 })
            : fc.oneof(
                { weight: 3, arbitrary: valuesOf(body).map((value) => JSON.stringify(value)) },
                { weight: 4, arbitrary: nearValuesOf(body).map((value) => JSON.stringify(value)) },
                { weight: 2, arbitrary: raw },
              );
        const query = fc.record(
          Object.fromEntries(
            (operation.parameters ?? []).map(({ name, schema }) => [
              name,
              fc.oneof(
                valuesOf(schema).map(String),
                fc.string(),
                fc.constantFrom('-1', '1e3', '0x10', '1001'),
              ),
            ]),
          ),
          { requiredKeys: [] },
        );
        const id = fc.oneof(
          { weight: 5, arbitrary: fc.constant('the room') },
          { weight: 2, arbitrary: fc.constant(NO_ROOM.slice(7)) },
          {
            weight: 1,
            arbitrary: fc.string({ minLength: 1 }).map((text) => encodeURIComponent(text.toWellFormed())),
          },
          { weight: 1, arbitrary: fc.constantFrom('%', '%E0%A4%A', '..%2f..', '%00', 'a'.repeat(300)) },
        );
        const type = fc.oneof(
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
        return fc.record({
          method: fc.constant(method),
          path: fc.constant(path),
          operation: fc.constant(operation),
          bodies,
          query,
          id,
          type,
        });
      }),
    );
    const statuses = new Set<string>();
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, path, operation, bodies, query, id, type }) => {
        if (room === '') room = `/rooms/${(await relay.createRoom('text')).id}`;
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
        const answer = await send(sent);
        statuses.add(`${operation.operationId} ${answer.status}`);
        assert.notEqual(answer.status, 500, JSON.stringify(sent));
        assertDocumented(operation, answer, sent);
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
