import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { MAX_LEDGER_HOLDERS } from '../limits.ts';
import { Ledger } from './ledger.ts';
import { ratesFor, type Rates } from './rates.ts';

describe('the ledger of costs', () => {
  const RATES: Rates = {
    logBytes: { perSecond: 100, burst: 1_000, longestWaitMs: 30_000 },
    loopMs: { perSecond: 10, burst: 50, longestWaitMs: 2_000 },
  };
  let clock: ManualClock;
  let ledger: Ledger;
  beforeEach(() => {
    clock = new ManualClock();
    ledger = new Ledger({ rates: RATES, now: () => clock.steady() });
  });

  it('lets a burst through, and then as much as the rate', () => {
    assert.equal(ledger.charge('ada', 'logBytes', 600), 0);
    assert.equal(ledger.charge('ada', 'logBytes', 400), 0);
    assert.equal(ledger.charge('ada', 'logBytes', 50), 500);
    clock.advance(500);
    assert.equal(ledger.charge('ada', 'logBytes', 0), 0);
    assert.equal(ledger.charge('ada', 'logBytes', 100), 1_000);
  });

  it('saves up no more than the burst', () => {
    ledger.charge('ada', 'logBytes', 1);
    clock.advance(86_400_000);
    assert.equal(ledger.charge('ada', 'logBytes', 1_000), 0);
    assert.equal(ledger.charge('ada', 'logBytes', 1), 10);
  });

  it('keeps kinds and holders apart, and one holder together wherever it is asked for', () => {
    ledger.charge('ada', 'logBytes', 2_000);
    assert.equal(ledger.charge('ada', 'loopMs', 1), 0);
    assert.equal(ledger.charge('bob', 'logBytes', 1), 0);
    const member = {};
    const [here, there] = [ledger.accountOf(member), ledger.accountOf(member)];
    assert.equal(here.charge('logBytes', 1_000), 0);
    assert.equal(there.charge('logBytes', 100), 1_000);
  });

  it('makes nobody wait longer than the longest wait, and lets them go on after it', () => {
    assert.equal(ledger.charge('ada', 'loopMs', 1_000_000), 2_000);
    clock.advance(2_000);
    assert.equal(ledger.charge('ada', 'loopMs', 0), 0);
  });

  it('says what is left of the burst', () => {
    assert.equal(ledger.left('ada', 'logBytes'), 1);
    ledger.charge('ada', 'logBytes', 250);
    assert.equal(ledger.left('ada', 'logBytes'), 0.75);
    ledger.charge('ada', 'logBytes', 850);
    assert.ok(ledger.left('ada', 'logBytes') < 0);
  });

  it('charges nothing for what has no rate', () => {
    assert.equal(ledger.charge('ada', 'requests', 1e9), 0);
    assert.equal(ledger.left('ada', 'requests'), 1);
    const { messages, bytesIn } = ratesFor(0);
    assert.deepEqual([messages, bytesIn], [undefined, undefined]);
  });

  it('remembers nobody for a question', () => {
    ledger.charge('ada', 'logBytes', 0);
    ledger.left('ada', 'logBytes');
    assert.equal(ledger.size, 0);
  });

  it('forgets who has paid everything back, and not who has not', () => {
    ledger.charge('busy', 'logBytes', 1_900);
    for (let i = 0; i < 1_000; i++) ledger.charge(`quiet ${i}`, 'loopMs', 1);
    clock.advance(1_000);
    for (let i = 0; i < 2_000; i++) {
      ledger.charge(`passer-by ${i}`, 'loopMs', 1);
      clock.advance(1);
    }
    assert.ok(ledger.size < 500, `${ledger.size} holders are remembered`);
    assert.ok(ledger.charge('busy', 'logBytes', 0) > 0);
  });

  it('stays bounded however many are busy at once', () => {
    for (let i = 0; i < MAX_LEDGER_HOLDERS + 5_000; i++) ledger.charge(`holder ${i}`, 'logBytes', 1_500);
    assert.ok(ledger.size <= MAX_LEDGER_HOLDERS, `${ledger.size} holders are remembered`);
  });
});
