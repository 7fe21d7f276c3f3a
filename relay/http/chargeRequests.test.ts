import assert from 'node:assert/strict';
import type { Context } from 'koa';
import { Ledger } from '../costs/ledger.ts';
import { accountOf, chargeRequests } from './chargeRequests.ts';
import { isRefusal } from '../refusedError.ts';

describe('what requests cost their address', () => {
  let now = 0;
  const charge = chargeRequests(
    new Ledger({
      rates: {
        requests: { perSecond: 1, burst: 3, longestWaitMs: 60_000 },
        bytesSent: { perSecond: 10, burst: 100, longestWaitMs: 60_000 },
        loopMs: { perSecond: 100, burst: 1_000, longestWaitMs: 60_000 },
      },
      now: () => now,
    }),
  );
  beforeEach(() => (now += 3_600_000));

  /** The seconds to wait; undefined for a request that is served. */
  const ask = async (ip: string, answer: unknown = {}, loopMs = 0): Promise<number | undefined> => {
    let seconds: number | undefined;
    const context = {
      ip,
      body: undefined as unknown,
      set: (_: string, value: string) => (seconds = Number(value)),
    };
    try {
      await charge(context as unknown as Context, () => {
        accountOf(context as unknown as Context)?.charge('loopMs', loopMs);
        return Promise.resolve(void (context.body = answer));
      });
    } catch (error) {
      assert.ok(isRefusal(error, 'tooManyRequests') && error.refusal.status === 429);
      assert.equal(context.body, undefined);
      return seconds;
    }
    assert.equal(context.body, typeof answer === 'object' ? JSON.stringify(answer) : answer);
    return undefined;
  };

  it('is that after so many it has to wait, and nobody else', async () => {
    const waits = [];
    for (let i = 0; i < 6; i++) waits.push(await ask('10.0.0.1'));
    assert.deepEqual(waits.slice(0, 3), [undefined, undefined, undefined]);
    assert.ok(waits.slice(4).every((seconds) => seconds === 1));
    assert.equal(await ask('10.0.0.2'), undefined);
    now += 2_000;
    assert.equal(await ask('10.0.0.1'), undefined);
  });

  it('is also that after so many bytes', async () => {
    assert.equal(await ask('10.0.0.3', { code: 'x'.repeat(189) }), undefined);
    assert.equal(await ask('10.0.0.3'), 10);
  });

  it('[H2] is also that after so much time of the event loop', async () => {
    assert.equal(await ask('10.0.0.4', {}, 1_500), undefined);
    assert.equal(await ask('10.0.0.4'), 5);
  });

  it('is counted for a network of IPv6 as a whole', async () => {
    assert.equal(await ask('2001:db8::1', { code: 'x'.repeat(200) }), undefined);
    assert.ok((await ask('2001:db8::2')) !== undefined);
  });
});
