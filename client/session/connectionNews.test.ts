import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { CalmConnection, QUIET_MS } from './connectionNews.ts';

describe('what people are told of a connection', () => {
  it('is nothing of a break that ends within five seconds', () => {
    const clock = new ManualClock();
    const calm = new CalmConnection(clock, () => assert.fail('told'));
    assert.equal(calm.see('offline'), 'online');
    clock.advance(QUIET_MS - 1);
    assert.equal(calm.see('offline'), 'online');
    assert.equal(calm.see('online'), 'online');
    clock.advance(QUIET_MS);
    assert.equal(calm.see('offline'), 'online', 'each break counts by itself');
    calm.dispose();
    assert.equal(clock.pending, 0);
  });

  it('is that it is offline once that has lasted, by itself', () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const calm = new CalmConnection(clock, () => told.push(calm.see('offline')));
    calm.see('offline');
    clock.advance(QUIET_MS);
    assert.deepEqual(told, ['offline']);
  });
});
