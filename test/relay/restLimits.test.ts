import assert from 'node:assert/strict';
import { COST_RATES } from '../../relay/costs/costRates.ts';
import { limitedAddress } from '../../relay/names/limitedAddress.ts';
import { AUTOCOMPLETE_SAMPLE } from '../../shared/api/autocomplete.ts';
import type { Problem } from '../../shared/api/problem.ts';
import { startTestRelay, type TestRelay, type TestRelayOptions } from './support/testRelay.ts';

const ROOM = { name: 'x', language: 'go' };

describe('limits of requests', () => {
  let relay: TestRelay;
  const start = async (options: TestRelayOptions) => (relay = await startTestRelay(options));
  afterEach(() => relay.relay.stop());
  const create = (from?: string) =>
    relay.request('POST', '/rooms', ROOM, from === undefined ? {} : { 'x-forwarded-for': from });
  const complete = (from?: string) =>
    relay.request(
      'POST',
      '/autocomplete',
      AUTOCOMPLETE_SAMPLE,
      from === undefined ? {} : { 'x-forwarded-for': from },
    );
  const statuses = async (requests: (() => Promise<Response>)[]) => {
    const seen = [];
    for (const request of requests) seen.push((await request()).status);
    return seen;
  };

  it('lets one address create so many rooms and no more, and says when to come back', async () => {
    await start({ roomsPerHour: 2, publicUrl: 'https://relay.example' });
    assert.deepEqual(await statuses([create, create, create]), [201, 201, 429]);
    const response = await create();
    const seconds = Number(response.headers.get('retry-after'));
    assert.ok(Number.isInteger(seconds) && seconds > 3_000 && seconds <= 3_600, String(seconds));
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.match(((await response.json()) as Problem).detail, /^Your address created too many rooms\. .*\.$/);
    assert.equal((await relay.request('GET', '/rooms')).headers.get('x-total-count'), '2');
  });

  it('does not limit rooms where nobody but its own computer reaches the relay', async () => {
    await start({ roomsPerHour: 1 });
    assert.deepEqual(await statuses([create, create, create]), [201, 201, 201]);
  });

  it('[H8] counts what an address is sent, and not how often it asks', async () => {
    await start({ trustProxy: 1 });
    const { id } = await relay.createRoom('x'.repeat(4 * 1024 * 1024));
    const read = () => relay.request('GET', `/rooms/${id}`, undefined, { 'x-forwarded-for': '1.1.1.1' });
    let sent = 0;
    for (;;) {
      const response = await read();
      if (response.status === 429) break;
      sent += (await response.arrayBuffer()).byteLength;
      assert.ok(sent < 3 * COST_RATES.bytesSent.burst, `${sent} bytes`);
    }
    assert.ok(sent >= COST_RATES.bytesSent.burst, `${sent} bytes`);
    const other = { 'x-forwarded-for': '2.2.2.2' };
    assert.equal((await relay.request('PATCH', `/rooms/${id}`, { name: 'Mine' }, other)).status, 200);
    const metrics = await (await relay.request('GET', '/metrics')).text();
    assert.match(
      metrics,
      /^tandem_http_request_seconds_count\{method="GET",route="\/rooms\/:id",status="429"\} 1$/m,
    );
  });

  it('limits no requests where nobody but its own computer reaches the relay', async () => {
    await start({});
    const { id } = await relay.createRoom('x'.repeat(4 * 1024 * 1024));
    for (let sent = 0; sent <= COST_RATES.bytesSent.burst; sent += 4 * 1024 * 1024) {
      const response = await relay.request('GET', `/rooms/${id}`);
      assert.equal(response.status, 200);
      await response.arrayBuffer();
    }
  });

  it('limits completions for everybody, and counts who was too fast', async () => {
    await start({ completionsPerMinute: 2 });
    assert.deepEqual(await statuses([complete, complete, complete]), [200, 200, 429]);
    const seconds = Number((await complete()).headers.get('retry-after'));
    assert.ok(seconds > 0 && seconds <= 60, String(seconds));
    const metrics = await (await relay.request('GET', '/metrics')).text();
    assert.match(metrics, /^tandem_completions_total\{outcome="limited"\} 2$/m);
  });

  it('[S3] believes no X-Forwarded-For without TRUST_PROXY', async () => {
    await start({ completionsPerMinute: 2, publicUrl: 'https://relay.example' });
    const from = (address: string) => () => complete(address);
    assert.deepEqual(await statuses([from('1.1.1.1'), from('2.2.2.2'), from('3.3.3.3')]), [200, 200, 429]);
  });

  it('[S3] counts the address that the proxy saw, whatever its client has claimed', async () => {
    await start({ completionsPerMinute: 1, trustProxy: 1 });
    const from = (address: string) => () => complete(address);
    assert.deepEqual(
      await statuses([
        from('8.8.8.8'),
        from('9.9.9.9'),
        from('1.1.1.1, 8.8.8.8'),
        from('8.8.8.8:4711'),
        from('2001:db8:0:1::1'),
        from('2001:db8:0:1:ffff::2'),
        from('2001:db8:0:2::1'),
      ]),
      [200, 200, 429, 429, 200, 429, 200],
    );
  });

  it('[S3] counts the address before the last of several proxies', async () => {
    await start({ completionsPerMinute: 1, trustProxy: 2 });
    const from = (address: string) => () => complete(address);
    assert.deepEqual(
      await statuses([
        from('8.8.8.8, 10.0.0.1'),
        from('6.6.6.6, 8.8.8.8, 10.0.0.1'),
        from('7.7.7.7, 10.0.0.1'),
      ]),
      [200, 429, 200],
    );
  });
});

describe('the address that a limit counts', () => {
  for (const [ip, counted] of [
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['10.1.2.3:80', '10.1.2.3'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0001:1:2:3:4', '2001:db8:0:1::/64'],
    ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4::/64'],
    ['64:ff9b::1.2.3.4', '64:ff9b:0:0::/64'],
  ] as const) {
    it(`is ${counted} for ${ip}`, () => assert.equal(limitedAddress({ ip }), counted));
  }
});

describe('pages of other origins', () => {
  let relay: TestRelay;
  afterEach(() => relay.relay.stop());
  const cors = (response: Response) =>
    Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control')));

  it('may use the REST interface when their origin is allowed', async () => {
    relay = await startTestRelay({ allowedOrigins: ['https://ok.example'] });
    const origin = { origin: 'https://ok.example' };
    const preflight = await relay.request('OPTIONS', '/rooms', undefined, {
      ...origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'content-type',
    });
    assert.equal(preflight.status, 204);
    assert.deepEqual(cors(preflight), {
      'access-control-allow-origin': 'https://ok.example',
      'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type',
      'access-control-max-age': '600',
    });
    for (const response of [
      await relay.request('POST', '/rooms', ROOM, origin),
      await relay.request('GET', '/rooms', undefined, origin),
      await relay.request('GET', '/rooms/nope', undefined, origin),
      await relay.request('POST', '/rooms', '{', origin),
    ]) {
      assert.equal(response.headers.get('access-control-allow-origin'), 'https://ok.example');
      assert.match(response.headers.get('access-control-expose-headers') ?? '', /\bX-Total-Count\b/);
      assert.match(response.headers.get('vary') ?? '', /\bOrigin\b/);
      assert.equal(response.headers.get('access-control-allow-credentials'), null);
    }
  });

  for (const origin of [
    'https://evil.example',
    'null',
    'https://ok.example.evil.example',
    'http://ok.example',
  ])
    it(`[S1] may not when their origin is ${origin}`, async () => {
      relay = await startTestRelay({ allowedOrigins: ['https://ok.example'] });
      for (const method of ['GET', 'OPTIONS'])
        assert.deepEqual(
          cors(
            await relay.request(method, '/rooms', undefined, {
              origin,
              'access-control-request-method': 'POST',
            }),
          ),
          {},
        );
    });

  it('may all use it where * is allowed', async () => {
    relay = await startTestRelay({ allowedOrigins: ['*'] });
    const response = await relay.request('GET', '/rooms', undefined, { origin: 'https://any.example' });
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
  });
});
