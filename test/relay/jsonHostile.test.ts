import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { seededRandom, seedFor, type SeededRandom } from '../support/seed.ts';
import { connectJson } from './support/jsonClient.ts';
import { startTestRelay } from './support/testRelay.ts';

describe('[S10] hostile JSON on /ws', function () {
  this.timeout(60_000);

  it('5,000 garbage texts change nothing, and others type on', async function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const relay = await startTestRelay();
    const room = await relay.createRoom('text');
    const other = await joinAsPlainClient(relay.url, room.id);
    let client = await connectJson(relay.url, room.id);
    let closes = 0;
    for (let i = 0; i < 5_000; i++) {
      // Five in a row end a connection.
      if (i % 5 === 0 && i > 0) {
        assert.equal((await client.closed).code, 4400);
        closes++;
        client = await connectJson(relay.url, room.id);
      }
      client.send(garbageText(random));
    }
    assert.equal((await client.closed).code, 4400);
    assert.equal(closes, 999);
    other.text.insert(4, ' typed');
    await eventually('the edit', async () => (await relay.codeOf(room.id)) === 'text typed');
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
    other.close();
    await relay.relay.stop();
  });

  it('megabytes of brackets cost neither time nor memory', async () => {
    const relay = await startTestRelay();
    const room = await relay.createRoom('text');
    const client = await connectJson(relay.url, room.id);
    const before = process.memoryUsage().rss;
    const start = performance.now();
    for (const piece of ['[', '{"a":', '[],', '"\\""'])
      client.send(piece.repeat((7 * 1024 * 1024) / piece.length));
    await eventually('the errors', () => client.all('error').length === 4);
    assert.ok(performance.now() - start < 10_000);
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    assert.ok(grown < 300, `${grown} MiB`);
    client.type('after');
    await eventually('the text', async () => (await relay.codeOf(room.id)) === 'after');
    client.close();
    await relay.relay.stop();
  });
});

/** Never a message that the relay takes. */
function garbageText(random: SeededRandom): string {
  const code = JSON.stringify({ type: 'code_update', data: { code: 'GARBAGE' } });
  return random.pick([
    () => '['.repeat(random.int(2_000)),
    () => '{"a":'.repeat(random.int(2_000)),
    () => code.slice(0, random.int(code.length)),
    () => JSON.stringify(random.pick([null, 5, 'x', [], {}, true, [code]])),
    () => '{"__proto__":{"polluted":1,"type":"code_update","data":{"code":"GARBAGE"}}}',
    () => `{"type":"code_update","data":{"__proto__":{"code":"GARBAGE"}}}`,
    () =>
      JSON.stringify({ type: 'code_update', data: { code: random.pick([5, null, {}, ['x'], undefined]) } }),
    () =>
      JSON.stringify({
        type: 'code_update',
        data: { code: 'GARBAGE', base: random.pick([-1, 0.5, '1', {}]) },
      }),
    () =>
      JSON.stringify({
        type: 'cursor_position',
        data: { line: random.pick([-1, 1e300, 'x', null]), column: 0 },
      }),
    () => JSON.stringify({ type: random.pick(['init', 'user_left', 'constructor', '']), data: {} }),
    () => Array.from({ length: random.int(50) }, () => String.fromCharCode(1 + random.int(255))).join(''),
  ])();
}
