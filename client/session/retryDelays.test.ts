import assert from 'node:assert/strict';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import { RetryDelays } from './retryDelays.ts';

describe('the delays before attempts to reconnect', () => {
  it('are at most two seconds after the first loss, later thirty, and never end', () => {
    const delays = new RetryDelays(() => 1);
    assert.deepEqual(
      times(7, () => delays.next()),
      [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
    );
    assert.deepEqual(new Set(times(1_000, () => delays.next())), new Set([30_000]));
  });

  it('are half a second at least', () => {
    const delays = new RetryDelays(() => 0);
    assert.deepEqual(new Set(times(20, () => delays.next())), new Set([500]));
  });

  it('spread five hundred windows that lose their relay at one moment', () => {
    const random = seededRandom(seedFor('reconnection spread'));
    const outageMs = 60_000;
    const back = times(500, () => {
      const delays = new RetryDelays(() => random.next());
      let ms = delays.next();
      while (ms < outageMs) ms += delays.next();
      return ms - outageMs;
    });
    const perSecond = Map.groupBy(back, (ms) => Math.floor(ms / 1_000));
    const most = Math.max(...[...perSecond.values()].map((group) => group.length));
    // Evenly over the half minute would be 17.
    assert.ok(most < 80, `${most} windows came back in one second`);
    assert.ok(Math.max(...back) < 30_000);
  });

  it('begin short again after a success', () => {
    const delays = new RetryDelays(() => 1);
    times(5, () => delays.next());
    delays.succeeded();
    assert.equal(delays.next(), 2_000);
  });
});

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
