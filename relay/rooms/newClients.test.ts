import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { MAX_ROOM_CLIENTS } from '../../shared/limits.ts';
import { Ledger } from '../costs/ledger.ts';
import { ratesFor } from '../costs/rates.ts';
import { COST_RATES } from '../costs/costRates.ts';
import { MAX_NEW_CLIENTS } from '../limits.ts';
import { NewClients } from './newClients.ts';

describe('new client ids of a room', () => {
  let clock: ManualClock;
  let ledger: Ledger;
  let known: Map<number, number>;
  let newClients: NewClients;
  beforeEach(() => {
    clock = new ManualClock();
    ledger = new Ledger({ rates: ratesFor(0), now: () => clock.steady() });
    known = new Map();
    newClients = new NewClients(known, ledger.accountOf('the room'));
  });

  /** The cause of the refusal, or undefined when they were taken. */
  function bring(count: number, who: string, kind: 'update' | 'step2' = 'update'): string | undefined {
    const account = ledger.accountOf(who);
    const refusal = newClients.refusalOf(count, kind === 'step2', account);
    if (refusal !== undefined) return refusal.cause;
    newClients.taken(count, account);
    for (let i = 0; i < count; i++) known.set(known.size, 1);
    return undefined;
  }

  it('[H6] are taken from two hundred who come at once, each with a reload or two', () => {
    for (let i = 0; i < 200; i++) assert.equal(bring(1, 'the school’s address'), undefined);
    for (let i = 0; i < 600; i++) assert.equal(bring(1, `person ${i}`), undefined);
  });

  it('[H6] of one holder end for the moment, and leave those of the others', () => {
    let taken = 0;
    while (bring(MAX_NEW_CLIENTS, 'greedy') === undefined) taken += MAX_NEW_CLIENTS;
    assert.ok(taken <= COST_RATES.newClients.burst + MAX_NEW_CLIENTS, `${taken} were taken`);
    assert.equal(bring(1, 'greedy'), 'overloaded');
    assert.equal(bring(0, 'greedy'), undefined);
    assert.equal(bring(1, 'honest'), undefined);
    clock.advance(COST_RATES.newClients.longestWaitMs);
    assert.equal(bring(1, 'greedy'), undefined);
  });

  it('[H6] of a whole room are not used up within an hour by one who connects anew for each message', () => {
    for (let second = 0; second < 3_600; second++) {
      const share = Math.floor((MAX_ROOM_CLIENTS - known.size) / 10);
      bring(Math.max(share, MAX_NEW_CLIENTS), `connection ${second}`, 'step2');
      clock.advance(1_000);
    }
    assert.ok(MAX_ROOM_CLIENTS - known.size > 10_000, `${MAX_ROOM_CLIENTS - known.size} are left`);
  });

  it('[H6] come in a step 2 up to a tenth of what is left, and sixteen at any time', () => {
    assert.equal(bring(MAX_ROOM_CLIENTS / 10 + 1, 'ada', 'step2'), 'too large');
    assert.equal(bring(MAX_ROOM_CLIENTS / 10, 'ada', 'step2'), undefined);
    assert.equal(bring(MAX_NEW_CLIENTS + 1, 'bob', 'update'), 'overloaded');
    for (let i = known.size; i < MAX_ROOM_CLIENTS - 50; i++) known.set(i, 1);
    clock.advance(3_600_000);
    assert.equal(bring(17, 'bob', 'step2'), 'too large');
    assert.equal(bring(16, 'bob', 'step2'), undefined);
  });
});
