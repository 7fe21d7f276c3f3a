import assert from 'node:assert/strict';
import http from 'node:http';
import { z } from 'zod';
import type { RelayEngine } from '../../../relay/completion/relayEngine.ts';
import { createLocalEngine } from '../../../relay/completion/localEngine.ts';
import { type JsonSchema, resolveReferences } from '../../support/jsonSchema.ts';
import { createHeldStore, type HeldStore } from './heldStore.ts';
import { startTestRelay, type TestRelay } from './testRelay.ts';

/** As much of an OpenAPI operation as the tests look at. */
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { name: string; schema: JsonSchema }[];
  readonly requestBody?: { content: Record<string, { schema: JsonSchema; example: unknown }> };
  readonly responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
}

/** Where in the document an operation stands. */
export interface DocumentedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** A relay with a room, and what it says of itself in its OpenAPI document. */
export interface DocumentedApi {
  readonly store: HeldStore;
  readonly relay: TestRelay;
  /** The path of a room with a text. */
  readonly room: string;
  /** The relay's; a test may put another one in its place. */
  engine: RelayEngine;
  operations(): DocumentedOperation[];
  /** The schema without references. */
  resolved(schema: JsonSchema): JsonSchema;
  /** Not by fetch, which neither sends another Host nor a body with GET. */
  send(sent: Sent, port?: number): Promise<Answer>;
  /** Fails unless the answer is one that the operation documents, of its type and by its schema. */
  assertDocumented(operation: Operation, answer: Answer, sent: Sent): void;
}

interface Api {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, JsonSchema> };
}

/** Each test of the suite begins with a relay of its own. */
export function setUpDocumentedApi(): DocumentedApi {
  let store: HeldStore;
  let relay: TestRelay;
  let agent: http.Agent;
  let description: Api;
  let room: string;
  const validators = new Map<string, z.ZodType>();

  beforeEach(async () => {
    store = createHeldStore();
    api.engine = createLocalEngine();
    relay = await startTestRelay({
      store,
      engine: { complete: (...request) => api.engine.complete(...request) },
    });
    agent = new http.Agent({ keepAlive: true });
    description = (await (await relay.request('GET', '/openapi.json')).json()) as Api;
    room = `/rooms/${(await relay.createRoom('text')).id}`;
  });
  afterEach(() => {
    agent.destroy();
    return relay.relay.stop();
  });

  const api: DocumentedApi = {
    engine: createLocalEngine(),
    get store() {
      return store;
    },
    get relay() {
      return relay;
    },
    get room() {
      return room;
    },
    operations: () =>
      Object.entries(description.paths).flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([method]) => method !== 'parameters')
          .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
      ),
    resolved: (schema) =>
      resolveReferences(
        schema,
        (reference) => description.components.schemas[reference.split('/').at(-1) ?? '']!,
      ),
    send: (sent, port = relay.port) => sendOver(agent, port, sent),
    assertDocumented(operation, { status, type, text }, sent) {
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
        z.fromJSONSchema(api.resolved(media.schema) as Parameters<typeof z.fromJSONSchema>[0]);
      validators.set(key, validator);
      const { error } = validator.safeParse(JSON.parse(text));
      assert.equal(error, undefined, `${what}: ${String(error)}`);
    },
  };
  return api;
}

function sendOver(agent: http.Agent, port: number, sent: Sent): Promise<Answer> {
  const { method, path, body, headers = {} } = sent;
  return new Promise((resolve, reject) => {
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
}
