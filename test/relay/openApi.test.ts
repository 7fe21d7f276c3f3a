import assert from 'node:assert/strict';
import { StoreError } from '../../relay/store/storeError.ts';
import { setUpDocumentedApi, type Sent } from './support/documentedApi.ts';
import { NO_ROOM_ID, startTestRelay } from './support/testRelay.ts';
import { connectWire } from './support/wireClient.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const NO_ROOM = `/rooms/${NO_ROOM_ID}`;
const TOO_LONG = 'x'.repeat(5_242_881);
const AWAY = new StoreError({ kind: 'failed', code: 'ECONNREFUSED', reason: 'away' });
/** Whatever is asked for: these two have tests of their own below. */
const ELSEWHERE_PROVOKED = new Set(['401', '429']);
const ELSEWHERE = { host: 'evil.example' };

const post = (path: string, body: unknown): Sent => ({
  method: 'POST',
  path,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: JSON_TYPE,
});
const patch = (path: string, body: unknown): Sent => ({ ...post(path, body), method: 'PATCH' });
const get = (path: string, headers = {}): Sent => ({ method: 'GET', path, headers });
const remove = (path: string, headers = {}): Sent => ({ method: 'DELETE', path, headers });

describe('the OpenAPI document', function () {
  this.timeout(120_000);
  const api = setUpDocumentedApi();

  const broken = (error = new Error('broken')) => {
    const fail = () => Promise.reject(error);
    Object.assign(api.store, {
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
      503: () => {
        broken(AWAY);
        return post('/rooms', { name: 'x', language: 'go' });
      },
    },
    listRooms: {
      200: () => get('/rooms?skip=0&limit=5'),
      400: () => get('/rooms?key=x'),
      403: () => get('/rooms', ELSEWHERE),
      422: () => get('/rooms?limit=0'),
      500: () => {
        broken();
        return get('/rooms');
      },
      503: () => {
        broken(AWAY);
        return get('/rooms');
      },
    },
    showInvite: {
      200: () => get(`/join/${api.room.slice(7)}`),
      400: () => get(`/join/${api.room.slice(7)}?key=x`),
      403: () => get(`/join/${api.room.slice(7)}`, ELSEWHERE),
      404: () => get(`/join/${NO_ROOM_ID}`),
      500: () => {
        broken();
        return get(`/join/${api.room.slice(7)}`);
      },
      503: () => {
        broken(AWAY);
        return get(`/join/${api.room.slice(7)}`);
      },
    },
    getRoom: {
      200: () => get(api.room),
      400: () => get(`${api.room}?key=x`),
      403: () => get(api.room, ELSEWHERE),
      404: () => get(NO_ROOM),
      500: () => {
        broken();
        return get(api.room);
      },
      503: () => {
        broken(AWAY);
        return get(api.room);
      },
    },
    changeRoom: {
      200: () => patch(api.room, { name: 'New', language: 'C++', code: 'new' }),
      400: () => patch(api.room, '}'),
      401: () => patch(api.room, { model_completions: true }),
      403: () => ({ ...patch(api.room, {}), headers: { ...JSON_TYPE, ...ELSEWHERE } }),
      404: () => patch(NO_ROOM, { name: 'x' }),
      413: () => patch(api.room, { code: TOO_LONG }),
      415: () => ({ ...patch(api.room, 'x'), headers: { 'content-type': 'text/plain' } }),
      422: () => patch(api.room, {}),
      500: () => {
        broken();
        return patch(api.room, { code: 'x' });
      },
      503: () => {
        api.store.updateRoom = () => Promise.reject(new Error('broken'));
        return patch(api.room, { code: 'new text', name: 'New' });
      },
    },
    deleteRoom: {
      204: () => remove(api.room),
      400: () => remove(`${api.room}?key=x`),
      403: () => remove(api.room, ELSEWHERE),
      404: () => remove(NO_ROOM),
      500: () => {
        broken();
        return remove(api.room);
      },
      503: () => {
        broken(AWAY);
        return remove(api.room);
      },
    },
    listParticipants: {
      200: async () => {
        // An empty list would fit every schema.
        const client = await connectWire(api.relay.url, api.room.slice(7));
        await client.heard('step1');
        return get(`${api.room}/participants`);
      },
      400: () => get(`${api.room}/participants?key=x`),
      403: () => get(`${api.room}/participants`, ELSEWHERE),
      404: () => get(`${NO_ROOM}/participants`),
      500: () => {
        broken();
        return get(`${api.room}/participants`);
      },
      503: () => {
        broken(AWAY);
        return get(`${api.room}/participants`);
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
        api.engine = { complete: () => Promise.reject(new Error('canary')) };
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
      400: () => get('/health?nonce=x'),
      403: () => get('/health', ELSEWHERE),
      503: () => {
        api.store.ping = () => Promise.reject(new Error('away'));
        return get('/health');
      },
    },
    getMetrics: {
      200: () => get('/metrics'),
      400: () => get('/metrics?key=x'),
      403: () => get('/metrics', ELSEWHERE),
    },
  };
  for (const [operationId, statuses] of Object.entries(provocations)) {
    for (const [status, provoke] of Object.entries(statuses)) {
      it(`answers ${status} to ${operationId} as documented`, async () => {
        const { operation } = api.operations().find((each) => each.operation.operationId === operationId)!;
        const sent = await provoke();
        const answer = await api.send(sent);
        assert.equal(answer.status, Number(status), answer.text);
        api.assertDocumented(operation, answer, sent);
      });
    }
  }

  it('answers 401 as documented to whoever shows no key to the relay of a team', async () => {
    const relay = await startTestRelay({ access: 'team', trustProxy: 1 });
    for (const { path, method, operation } of api.operations()) {
      if (operation.responses[401] === undefined) continue;
      const sent = { method, path: path.replace('{id}', 'x'), headers: { 'x-forwarded-for': '203.0.113.9' } };
      const answer = await api.send(sent, relay.port);
      assert.equal(answer.status, 401, `${method} ${path}`);
      api.assertDocumented(operation, answer, sent);
    }
    await relay.relay.stop();
  });

  it('answers 429 to the operations with a limit as documented', async () => {
    const limited = await startTestRelay({ trustProxy: 1, roomsPerHour: 1, completionsPerMinute: 1 });
    for (const { path, method, operation } of api.operations()) {
      if (operation.responses[429] === undefined || method.toUpperCase() !== 'POST') continue;
      const sent = { method, path, body: '{}', headers: JSON_TYPE };
      const first = await api.send(sent, limited.port);
      assert.equal(first.status, 422);
      // Of one suggestion several things may be told.
      let last = first;
      for (let more = 0; more < 3 && last.status === 422; more++) last = await api.send(sent, limited.port);
      assert.equal(last.status, 429);
      api.assertDocumented(operation, last, sent);
    }
    await limited.relay.stop();
  });

  it('answers 429 to whoever has been sent too much as documented', async () => {
    const limited = await startTestRelay({ trustProxy: 1 });
    const { id } = await limited.createRoom('x'.repeat(4 * 1024 * 1024));
    for (let status = 200; status === 200;) {
      const response = await limited.request('GET', `/rooms/${id}`);
      await response.arrayBuffer();
      ({ status } = response);
    }
    for (const { path, method, operation } of api.operations()) {
      if (operation.responses[429] === undefined || !path.startsWith('/rooms')) continue;
      const sent = { method, path: path.replace('{id}', id) };
      const answer = await api.send(sent, limited.port);
      assert.equal(answer.status, 429, `${method} ${path}`);
      api.assertDocumented(operation, answer, sent);
    }
    await limited.relay.stop();
  });

  it('is provoked by these tests into every status that it documents', () => {
    const documented = api.operations().flatMap(({ operation }) =>
      Object.keys(operation.responses)
        .filter((status) => !ELSEWHERE_PROVOKED.has(status))
        .map((status) => `${operation.operationId} ${status}`),
    );
    const provoked = Object.entries(provocations).flatMap(([operationId, statuses]) =>
      Object.keys(statuses)
        .filter((status) => !ELSEWHERE_PROVOKED.has(status))
        .map((status) => `${operationId} ${status}`),
    );
    assert.deepEqual(provoked.sort(), documented.sort());
  });

  it('shows examples that the relay takes', async () => {
    for (const { method, path, operation } of api.operations()) {
      for (const { example } of Object.values(operation.requestBody?.content ?? {})) {
        const sent = { ...post(path.replace('/rooms/{id}', api.room), example), method };
        const answer = await api.send(sent);
        assert.ok([200, 201, 204].includes(answer.status), `${path}: ${answer.text}`);
        api.assertDocumented(operation, answer, sent);
      }
    }
  });
});
