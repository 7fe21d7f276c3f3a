import assert from 'node:assert/strict';
import type { Problem } from '../../shared/api/problem.ts';
import { NO_ROOM_ID, startTestRelay, type TestRelay } from './support/testRelay.ts';

const NOWHERE = `/rooms/${NO_ROOM_ID}`;

describe('REST', function () {
  this.timeout(30_000);
  let relay: TestRelay;
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(() => relay.relay.stop());

  const problems: [string, number, string, string, unknown?, Record<string, string>?][] = [
    ['malformed JSON', 400, 'POST', '/rooms', '{"name":'],
    ['JSON that is no object', 400, 'POST', '/rooms', '"text"'],
    ['[S16] lists without end', 400, 'POST', '/rooms', `{"name":[${'[],'.repeat(2_000_000)}[]]}`],
    ['an empty body', 400, 'POST', '/rooms', ''],
    ['no body', 415, 'POST', '/rooms'],
    ['an unknown address', 404, 'GET', '/nope'],
    ['an unknown room', 404, 'GET', NOWHERE],
    ['an unknown room to change', 404, 'PATCH', NOWHERE, { name: 'x' }],
    ['an unknown room to edit', 404, 'PATCH', NOWHERE, { code: 'x' }],
    ['an unknown room to delete', 404, 'DELETE', NOWHERE],
    ['what is no room id', 404, 'GET', '/rooms/..%2f..%2fetc'],
    ['a broken escape', 404, 'GET', '/rooms/%E0%A4%A'],
    ['a method that is not there', 405, 'PUT', '/rooms', {}],
    ['a form', 415, 'POST', '/rooms', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }],
    [
      '[S1] plain text, which any page may send',
      415,
      'POST',
      '/rooms',
      '{}',
      { 'content-type': 'text/plain' },
    ],
    ['[S18] a packed body', 415, 'POST', '/rooms', '{}', { 'content-encoding': 'gzip' }],
    ['a missing field', 422, 'POST', '/rooms', { name: 'x' }],
    ['a field of the wrong type', 422, 'POST', '/rooms', { name: 1, language: 'go' }],
    ['a blank name', 422, 'POST', '/rooms', { name: ' ', language: 'go' }],
    ['a name that is too long', 422, 'POST', '/rooms', { name: 'x'.repeat(201), language: 'go' }],
    ['an unknown field', 422, 'POST', '/rooms', { name: 'x', language: 'go', owner: 'me' }],
    ['[S13] a dangerous field', 400, 'POST', '/rooms', '{"name":"x","language":"go","__proto__":{"a":1}}'],
    ['nothing to change', 422, 'PATCH', NOWHERE, {}],
    ['[S33] an unknown query', 422, 'GET', '/rooms?sort=name;drop'],
    ['a limit of 0', 422, 'GET', '/rooms?limit=0'],
    ['a limit that is too high', 422, 'GET', '/rooms?limit=1001'],
    ['a negative skip', 422, 'GET', '/rooms?skip=-1'],
    ['a skip that is no number', 422, 'GET', '/rooms?skip=x'],
    ['a repeated limit', 422, 'GET', '/rooms?limit=1&limit=2'],
    [
      '[S16] a text that is too long',
      413,
      'POST',
      '/rooms',
      { name: 'x', language: 'go', code: 'x'.repeat(5_242_881) },
    ],
    [
      'a body that is too large',
      413,
      'POST',
      '/rooms',
      { name: 'x', language: 'go', code: 'x'.repeat(13_000_000) },
    ],
  ];
  for (const [title, status, method, path, body, headers] of problems) {
    it(`answers ${status} to ${title}`, async () => {
      const response = await relay.request(method, path, body, headers);
      assert.equal(response.status, status);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
      const problem = (await response.json()) as Problem;
      assert.equal(problem.status, status);
      assert.ok(problem.title.length > 0 && problem.detail.length > 10);
      if (status === 422) assert.ok((problem.errors?.length ?? 0) > 0);
      if (status === 405) assert.ok(response.headers.get('allow')?.includes('GET'));
    });
  }

  const umlauts = '{"name":"Prüfung Müller","language":"python","code":"größe"}';
  const encodings: [string, Buffer, number?][] = [
    ['ISO-8859-1, as Windows PowerShell sends it', Buffer.from(umlauts, 'latin1')],
    ['UTF-16', Buffer.from(umlauts, 'utf16le')],
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${umlauts}`, 'utf16le')],
    ['half of a character', Buffer.from(umlauts).subarray(0, umlauts.indexOf('ü') + 1)],
    [
      'half of a surrogate pair in UTF-8',
      Buffer.from('{"name":"x\u0000\u0000\u0000"}').fill('\xed\xa0\x80', 10, 13, 'latin1'),
    ],
    ['a character longer than it need be', Buffer.from('{"name":"\xc0\xaf","language":"go"}', 'latin1')],
    ['UTF-8', Buffer.from(umlauts), 201],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${umlauts}`), 201],
  ];
  for (const [title, bytes, status = 400] of encodings) {
    it(`[U9] answers ${status} to a room and to a change in ${title}`, async () => {
      const { id } = await relay.createRoom('größe');
      const made = await send('POST', '/rooms', bytes);
      assert.equal(made.status, status);
      const changed = await send('PATCH', `/rooms/${id}`, bytes);
      assert.equal(changed.status, status === 201 ? 200 : status);
      assert.equal(await relay.codeOf(id), 'größe');
      if (status === 201) assert.equal(((await made.json()) as { name: string }).name, 'Prüfung Müller');
      else assert.match(((await made.json()) as Problem).detail, /UTF-8/);
    });
  }

  for (const [charset, status] of [
    ['utf-8', 201],
    ['"UTF-8"', 201],
    ['utf8', 201],
    ['us-ascii', 201],
    ['iso-8859-1', 415],
    ['ISO-8859-15', 415],
    ['windows-1252', 415],
    ['utf-16', 415],
    ['utf-16le', 415],
    ['none-such', 415],
  ] as const) {
    it(`[U9] answers ${status} to the charset ${charset}, whatever the bytes`, async () => {
      const ascii = Buffer.from('{"name":"x","language":"go"}');
      const response = await send('POST', '/rooms', ascii, `application/json; charset=${charset}`);
      assert.equal(response.status, status);
    });
  }

  function send(method: string, path: string, bytes: Buffer, type = 'application/json'): Promise<Response> {
    const headers = { 'content-type': type, connection: 'close' };
    return fetch(`${relay.url}${path}`, { method, headers, body: new Uint8Array(bytes) });
  }

  it('names the field of a 422', async () => {
    const response = await relay.request('POST', '/rooms', { name: 'x', language: '' });
    const { errors } = (await response.json()) as Problem;
    assert.deepEqual(
      errors?.map(({ path }) => path),
      ['language'],
    );
  });

  it('[S34] shows nothing of an internal error, and logs it under the id that it answers', async () => {
    const fail = () => Promise.reject(new Error('canary at /secret/path'));
    relay.store.loadRoom = fail;
    relay.store.listRooms = fail;
    for (const path of ['/rooms', NOWHERE]) {
      const response = await relay.request('GET', path);
      const text = await response.text();
      assert.equal(response.status, 500);
      assert.ok(!text.includes('canary'));
      const { request_id: id } = JSON.parse(text) as Problem;
      assert.equal(response.headers.get('x-request-id'), id);
      assert.ok(
        relay.lines.some(({ details }) => {
          const { err, requestId } = details as { err?: Error; requestId?: string };
          return requestId === id && err?.message.includes('canary');
        }),
      );
    }
  });
});
