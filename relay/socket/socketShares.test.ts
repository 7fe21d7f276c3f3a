import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { COST_RATES } from '../costs/costRates.ts';
import { Ledger } from '../costs/ledger.ts';
import { ratesFor } from '../costs/rates.ts';
import { SocketShares } from './socketShares.ts';

describe('[H8] WebSockets of one address', () => {
  let clock: ManualClock;
  let entered: string[];
  const shares = (isForThisComputerAlone = false) => {
    clock = new ManualClock();
    entered = [];
    return new SocketShares({
      config: { connectionsPerAddress: 2 },
      ledger: new Ledger({ rates: ratesFor(0), now: () => clock.now() }),
      names: { isForThisComputerAlone },
      clock,
    });
  };
  const flood = (to: SocketShares, address: string) => {
    for (let i = 0; i < COST_RATES.entries.burst; i++) to.enter(address, () => entered.push(address));
  };

  it('are open as many at a time, and those of this computer without a limit', () => {
    const some = shares();
    const close = some.open('10.0.0.1');
    some.open('10.0.0.1');
    assert.equal(some.isUsedUp('10.0.0.1'), true);
    assert.equal(some.isUsedUp('10.0.0.2'), false);
    close();
    assert.equal(some.isUsedUp('10.0.0.1'), false);
    for (let i = 0; i < 100; i++) some.open('127.0.0.1');
    assert.equal(some.isUsedUp('127.0.0.1'), false);
  });

  it('enter more slowly where many came from there just now, and others at once', () => {
    const some = shares();
    flood(some, '10.0.0.1');
    entered = [];
    some.enter('10.0.0.1', () => entered.push('late'));
    some.enter('10.0.0.2', () => entered.push('other'));
    assert.deepEqual(entered, ['other']);
    clock.advance(COST_RATES.entries.longestWaitMs);
    assert.deepEqual(entered, ['other', 'late']);
  });

  it('enter at once on a relay for its own computer', () => {
    const some = shares(true);
    flood(some, '127.0.0.1');
    some.enter('127.0.0.1', () => entered.push('next'));
    assert.equal(entered.at(-1), 'next');
  });
});
