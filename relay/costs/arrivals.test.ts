import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import {
  ARRIVAL_BYTES_PER_SECOND,
  ARRIVAL_CHECK_MS,
  ARRIVAL_GRACE_MS,
  MAX_ARRIVING_BYTES,
} from './memoryLimits.ts';
import { Arrivals } from './arrivals.ts';

describe('[H8] long messages and bodies on their way', () => {
  const EIGHTH = MAX_ARRIVING_BYTES / 8;
  let clock: ManualClock;
  let arrivals: Arrivals;
  let begun: string[];
  let unread: Set<string>;
  let givenUp: string[];
  beforeEach(() => {
    clock = new ManualClock();
    arrivals = new Arrivals(clock);
    [begun, givenUp] = [[], []];
    unread = new Set();
  });
  const wait = (holder: string, name: string, bytes = EIGHTH) =>
    arrivals.wait({
      holder,
      bytes,
      begin: () => begun.push(name),
      isRead: () => !unread.has(name),
      giveUp: () => givenUp.push(name),
    });

  it('begin at once while there is memory, and a holder has a quarter of it', () => {
    const first = wait('eve', 'one');
    wait('eve', 'two');
    wait('eve', 'three');
    wait('ada', 'hers');
    assert.deepEqual(begun, ['one', 'two', 'hers']);
    first.end();
    assert.deepEqual(begun, ['one', 'two', 'hers', 'three']);
  });

  it('wait for each other, in order, where there is none left', () => {
    const all = Array.from({ length: 8 }, (_, i) => wait(`guest ${i}`, String(i)));
    wait('ada', 'ada');
    const gone = wait('ben', 'ben');
    wait('cem', 'cem');
    assert.equal(begun.length, 8);
    assert.equal(gone.end(), false);
    for (const arrival of all.slice(0, 2)) assert.equal(arrival.end(), true);
    assert.deepEqual(begun.slice(8), ['ada', 'cem']);
    all[0]?.end();
    wait('dan', 'dan');
    assert.equal(begun.length, 10, 'what is ended twice gives back what it had once');
  });

  it('do not go before larger ones that wait', () => {
    const all = Array.from({ length: 8 }, (_, i) => wait(`guest ${i}`, String(i)));
    wait('ada', 'large', 2 * EIGHTH);
    wait('ben', 'small');
    all[0]?.end();
    assert.equal(begun.length, 8);
    all[1]?.end();
    assert.deepEqual(begun.slice(8), ['large']);
  });

  it('are given up where they come too slowly, and only while somebody waits', () => {
    const all = Array.from({ length: 8 }, (_, i) => wait(`guest ${i}`, String(i)));
    clock.advance(10 * ARRIVAL_GRACE_MS);
    assert.deepEqual(givenUp, []);
    // Nobody sends what is not read, because its turn has not come.
    unread.add('2');
    all[1]?.came(EIGHTH - 1);
    wait('ada', 'ada');
    const second = ARRIVAL_BYTES_PER_SECOND * (ARRIVAL_CHECK_MS / 1_000);
    for (let ms = 0; ms <= ARRIVAL_GRACE_MS; ms += ARRIVAL_CHECK_MS) {
      for (const arrival of all.slice(3)) arrival.came(second);
      clock.advance(ARRIVAL_CHECK_MS);
    }
    assert.deepEqual(givenUp, ['0']);
    for (let ms = 0; ms <= ARRIVAL_GRACE_MS; ms += ARRIVAL_CHECK_MS) {
      for (const arrival of all.slice(3)) arrival.came(second);
      clock.advance(ARRIVAL_CHECK_MS);
    }
    assert.deepEqual(givenUp, ['0', '1'], 'one that lacks its last byte, too');
    all[0]?.end();
    assert.equal(begun.at(-1), 'ada');
    clock.advance(ARRIVAL_CHECK_MS);
    assert.equal(clock.pending, 0);
  });
});
