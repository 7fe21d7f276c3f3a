import assert from 'node:assert/strict';
import type { Problem } from '../../shared/api/problem.ts';
import { sendRaw } from './support/rawRequest.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

describe('what REST says is wrong', () => {
  let relay: TestRelay;
  before(async () => (relay = await startTestRelay()));
  after(() => relay.relay.stop());

  const bodies: [string, string, object, Record<string, string>][] = [
    ['a field that is missing', '/rooms', { language: 'go' }, { name: 'is missing' }],
    [
      'two that are',
      '/autocomplete',
      { language: 'go' },
      { code: 'is missing', cursor_position: 'is missing' },
    ],
    ['a list for a text', '/rooms', { name: 'x', language: [] }, { language: 'has to be a text' }],
    ['nothing for a text', '/rooms', { name: null, language: 'go' }, { name: 'has to be a text' }],
    ['blanks', '/rooms', { name: ' \u200b\u2800 ', language: 'go' }, { name: 'has nothing visible in it' }],
    ['an empty name', '/rooms', { name: '', language: 'go' }, { name: 'has nothing visible in it' }],
    [
      'a long name',
      '/rooms',
      { name: 'x'.repeat(999), language: 'go' },
      { name: 'may have 200 characters at most' },
    ],
    [
      'a field that nobody knows',
      '/rooms',
      { name: 'x', language: 'go', colour: 'red' },
      { '': 'There is no such field: "colour"' },
    ],
    [
      'half a position',
      '/autocomplete',
      { code: '', language: 'go', cursor_position: 0.5 },
      { cursor_position: 'has to be a whole number' },
    ],
    ['a list', '/rooms', [], { '': 'has to be a JSON object' }],
  ];
  for (const [what, path, body, faults] of bodies) {
    it(`names ${what}, each field once and in plain words`, async () => {
      const response = await relay.request('POST', path, body);
      assert.equal(response.status, 422);
      const { errors = [] } = (await response.json()) as Problem;
      assert.deepEqual(Object.fromEntries(errors.map((one) => [one.path, one.message])), faults);
      assert.equal(errors.length, Object.keys(faults).length);
    });
  }

  const queries: [string, Record<string, string>][] = [
    ['limit=abc', { limit: 'has to be a whole number from 1 to 1000' }],
    ['limit=0', { limit: 'has to be a whole number from 1 to 1000' }],
    ['limit=1.5', { limit: 'has to be a whole number from 1 to 1000' }],
    ['skip=-1', { skip: 'has to be a whole number from 0 to 100000' }],
    ['limit=1&limit=2', { limit: 'is given more than once' }],
    ['fields=some', { fields: 'has to be one of: all, summary' }],
  ];
  for (const [query, faults] of queries) {
    it(`says what is wrong with ?${query}`, async () => {
      const response = await relay.request('GET', `/rooms?${query}`);
      assert.equal(response.status, 422);
      const { errors = [] } = (await response.json()) as Problem;
      assert.deepEqual(Object.fromEntries(errors.map((one) => [one.path, one.message])), faults);
    });
  }

  it('says what JSON it does not take', async () => {
    const said = async (body: string) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${relay.url}/rooms`, { method: 'POST', headers, body });
      assert.equal(response.status, 400);
      return ((await response.json()) as Problem).detail;
    };
    assert.match(await said('{"name":"x","language":"go","__proto__":{}}'), /field called __proto__/);
    assert.match(await said('{"name":"x"'), /^This is not JSON/);
    assert.match(await said(`[${'[],'.repeat(300)}[]]`), /more than 200 brackets/);
  });

  for (const path of ['/sync', '/ws']) {
    it(`asks for a WebSocket at ${path}/{id}, which a browser may be pointed at`, async () => {
      const { id } = await relay.createRoom();
      const response = await fetch(`${relay.url}${path}/${id}`);
      assert.deepEqual([response.status, response.headers.get('upgrade')], [426, 'websocket']);
      const problem = (await response.json()) as Problem;
      assert.deepEqual(
        [problem.title, problem.detail],
        ['Upgrade Required', 'This address takes WebSockets.'],
      );
      assert.equal((await fetch(`${relay.url}${path}`)).status, 404);
    });
  }

  it('quotes the name by which it is not known, cleaned and cut', async () => {
    const asked = async (host: string) => {
      const { status, text } = await sendRaw(Number(new URL(relay.url).port), {
        path: '/health',
        headers: { host },
      });
      assert.equal(status, 403);
      return (JSON.parse(text) as Problem).detail;
    };
    assert.match(await asked('evil.example:80'), /not known as "evil\.example:80";/);
    assert.match(await asked('<b>"x'), /not known as "\?b\?\?x";/);
    assert.match(await asked('x'.repeat(500)), /not known as "x{80}…";/);
  });
});
