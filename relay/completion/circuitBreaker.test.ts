import assert from 'node:assert/strict';
import { CircuitBreaker } from './circuitBreaker.ts';

describe('the circuit breaker of a model', () => {
  let now: number;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    now = 1_000;
    breaker = new CircuitBreaker(() => now);
  });
  const fail = (failure: 'failed' | 'busy' | 'cancelled' | 'key rejected', retryAfterMs?: number) =>
    breaker.failed({ failure, retryAfterMs });

  it('rests after five failures in a minute, then lets one through, and all when that one succeeds', () => {
    for (let i = 0; i < 5; i++) {
      assert.equal(breaker.enter(), undefined);
      fail('failed');
    }
    assert.deepEqual(breaker.enter(), { kind: 'resting', retryAfterMs: 30_000 });
    now += 30_000;
    assert.equal(breaker.enter(), undefined);
    assert.equal(breaker.enter()?.kind, 'resting', 'one is enough to find out');
    breaker.succeeded();
    for (let i = 0; i < 3; i++) assert.equal(breaker.enter(), undefined);
  });

  it('rests again when that one fails, and lets another try when nobody waited for it', () => {
    fail('busy', 20_000);
    now += 20_000;
    assert.equal(breaker.enter(), undefined);
    fail('cancelled');
    assert.equal(breaker.enter(), undefined);
    fail('failed');
    assert.deepEqual(breaker.enter(), { kind: 'resting', retryAfterMs: 30_000 });
  });

  it('does not mind failures that are far between, nor people who do not wait', () => {
    for (let i = 0; i < 20; i++) {
      fail('failed');
      fail('cancelled');
      now += 20_000;
    }
    assert.equal(breaker.enter(), undefined);
  });

  it('leaves a provider alone for as long as it says, within bounds', () => {
    fail('busy', 1);
    assert.deepEqual(breaker.enter(), { kind: 'resting', retryAfterMs: 10_000 });
    now += 10_000;
    fail('busy', 1e12);
    assert.deepEqual(breaker.enter(), { kind: 'resting', retryAfterMs: 3_600_000 });
  });

  it('gives a rejected key up', () => {
    fail('key rejected');
    now += 1e9;
    assert.deepEqual(breaker.enter(), { kind: 'key rejected' });
  });
});
