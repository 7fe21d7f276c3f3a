import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import { Reconnection } from './reconnection.ts';

describe('reconnection', () => {
  it('comes back within two seconds after the first loss, later within thirty, and never gives up', () => {
    const clock = new ManualClock();
    let attempts = 0;
    const reconnection = new Reconnection({
      clock,
      random: () => 1,
      connect: () => {
        attempts++;
        reconnection.lost();
      },
    });
    reconnection.lost();
    for (const [index, ms] of [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000].entries()) {
      clock.advance(ms - 1);
      assert.equal(attempts, index);
      clock.advance(1);
      assert.equal(attempts, index + 1);
    }
    clock.advance(30_000 * 1_000);
    assert.equal(attempts, 1_007);
    reconnection.stop();
    assert.equal(clock.pending, 0);
  });

  it('five hundred windows that lose their relay at one moment come back spread out', () => {
    const clock = new ManualClock();
    const random = seededRandom(seedFor('reconnection spread'));
    const outageMs = 60_000;
    const start = clock.now();
    const back: number[] = [];
    for (let window = 0; window < 500; window++) {
      const reconnection = new Reconnection({
        clock,
        random: () => random.next(),
        connect: () => {
          if (clock.now() - start < outageMs) reconnection.lost();
          else back.push(clock.now() - start - outageMs);
        },
      });
      reconnection.lost();
    }
    clock.advance(outageMs + 30_000);
    assert.equal(back.length, 500);
    const perSecond = Map.groupBy(back, (ms) => Math.floor(ms / 1_000));
    const most = Math.max(...[...perSecond.values()].map((group) => group.length));
    // Evenly over the half minute would be 17.
    assert.ok(most < 80, `${most} windows came back in one second`);
  });

  it('tries at once when asked, once, and begins with short delays again after a success', () => {
    const clock = new ManualClock();
    let attempts = 0;
    const connect = () => attempts++;
    const reconnection = new Reconnection({ clock, random: () => 1, connect });
    reconnection.now();
    assert.equal(attempts, 0);
    for (let loss = 0; loss < 5; loss++) reconnection.lost();
    reconnection.now();
    reconnection.now();
    assert.equal(attempts, 1);
    clock.advance(60_000);
    assert.equal(attempts, 1);
    reconnection.succeeded();
    reconnection.lost();
    clock.advance(2_000);
    assert.equal(attempts, 2);
  });
});
