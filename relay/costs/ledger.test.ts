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
    assert.equal(ledger.accountOf('ada').charge('logBytes', 600), 0);
    assert.equal(ledger.accountOf('ada').charge('logBytes', 400), 0);
    assert.equal(ledger.accountOf('ada').charge('logBytes', 50), 500);
    clock.advance(500);
    assert.equal(ledger.accountOf('ada').charge('logBytes', 0), 0);
    assert.equal(ledger.accountOf('ada').charge('logBytes', 100), 1_000);
  });

  it('saves up no more than the burst', () => {
    ledger.accountOf('ada').charge('logBytes', 1);
    clock.advance(86_400_000);
    assert.equal(ledger.accountOf('ada').charge('logBytes', 1_000), 0);
    assert.equal(ledger.accountOf('ada').charge('logBytes', 1), 10);
  });

  it('keeps kinds and holders apart, and one holder together wherever it is asked for', () => {
    ledger.accountOf('ada').charge('logBytes', 2_000);
    assert.equal(ledger.accountOf('ada').charge('loopMs', 1), 0);
    assert.equal(ledger.accountOf('bob').charge('logBytes', 1), 0);
    const member = {};
    const [here, there] = [ledger.accountOf(member), ledger.accountOf(member)];
    assert.equal(here.charge('logBytes', 1_000), 0);
    assert.equal(there.charge('logBytes', 100), 1_000);
  });

  it('makes nobody wait longer than the longest wait, and lets them go on after it', () => {
    assert.equal(ledger.accountOf('ada').charge('loopMs', 1_000_000), 2_000);
    clock.advance(2_000);
    assert.equal(ledger.accountOf('ada').charge('loopMs', 0), 0);
  });

  it('says what is left of the burst', () => {
    assert.equal(ledger.accountOf('ada').left('logBytes'), 1);
    ledger.accountOf('ada').charge('logBytes', 250);
    assert.equal(ledger.accountOf('ada').left('logBytes'), 0.75);
    ledger.accountOf('ada').charge('logBytes', 850);
    assert.ok(ledger.accountOf('ada').left('logBytes') < 0);
  });

  it('charges nothing for what has no rate', () => {
    assert.equal(ledger.accountOf('ada').charge('requests', 1e9), 0);
    assert.equal(ledger.accountOf('ada').left('requests'), 1);
    const { messages, bytesIn } = ratesFor(0);
    assert.deepEqual([messages, bytesIn], [undefined, undefined]);
  });

  it('remembers nobody for a question', () => {
    ledger.accountOf('ada').charge('logBytes', 0);
    ledger.accountOf('ada').left('logBytes');
    assert.equal(ledger.size, 0);
  });

  it('goes on with the account of who was forgotten and comes back', () => {
    const early = ledger.accountOf('ada');
    early.charge('logBytes', 100);
    clock.advance(10_000);
    for (let i = 0; i < 10; i++) ledger.accountOf(`passer-by ${i}`).charge('loopMs', 1);
    ledger.accountOf('ada').charge('logBytes', 1_000);
    assert.equal(early.charge('logBytes', 100), 1_000);
  });

  it('forgets who has paid everything back, and not who has not', () => {
    ledger.accountOf('busy').charge('logBytes', 1_900);
    for (let i = 0; i < 1_000; i++) ledger.accountOf(`quiet ${i}`).charge('loopMs', 1);
    clock.advance(1_000);
    for (let i = 0; i < 2_000; i++) {
      ledger.accountOf(`passer-by ${i}`).charge('loopMs', 1);
      clock.advance(1);
    }
    assert.ok(ledger.size < 500, `${ledger.size} holders are remembered`);
    assert.ok(ledger.accountOf('busy').charge('logBytes', 0) > 0);
  });

  it('stays bounded however many are busy at once', () => {
    for (let i = 0; i < MAX_LEDGER_HOLDERS + 5_000; i++)
      ledger.accountOf(`holder ${i}`).charge('logBytes', 1_500);
    assert.ok(ledger.size <= MAX_LEDGER_HOLDERS, `${ledger.size} holders are remembered`);
  });
});
