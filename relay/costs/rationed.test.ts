import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { COST_RATES } from './costRates.ts';
import { Ledger } from './ledger.ts';
import { Rationed } from './rationed.ts';

describe('[H8] something that costs as much whoever asks for it', () => {
  const { burst, perSecond } = COST_RATES.checks;
  let clock: ManualClock;
  let made: number;

  beforeEach(() => {
    clock = new ManualClock();
    made = 0;
  });

  const ration = <T>(make: () => Promise<T>): Rationed<T> => {
    const ledger = new Ledger({ rates: COST_RATES, now: () => clock.steady() });
    const after = (ms: number, task: () => void) => clock.after(ms, task);
    return new Rationed({ make, account: ledger.accountOf('it'), after });
  };
  const counted = () => ration(() => Promise.resolve(++made));

  it('is made for each of the few who ask', async () => {
    const rationed = counted();
    for (let i = 1; i <= burst; i++) assert.equal(await rationed.ask(), i);
  });

  it('is shared by the many who ask at once, and made after they have asked', async () => {
    const rationed = counted();
    const answers = Array.from({ length: burst + 500 }, () => rationed.ask());
    assert.equal(made, burst);
    clock.advance(1_000 / perSecond);
    assert.deepEqual(new Set((await Promise.all(answers)).slice(burst)), new Set([burst + 1]));
    void rationed.ask();
    clock.advance(1_000 / perSecond);
    assert.equal(made, burst + 2);
  });

  it('fails for those who wait as for anybody, and is made again for the next', async () => {
    let fails = true;
    const failing = ration(() => (fails ? Promise.reject(new Error('away')) : Promise.resolve('here')));
    for (let i = 0; i < burst; i++) await assert.rejects(failing.ask(), /away/);
    const waits = assert.rejects(failing.ask(), /away/);
    clock.advance(1_000 / perSecond);
    await waits;
    fails = false;
    clock.advance(1_000);
    assert.equal(await failing.ask(), 'here');
  });
});
