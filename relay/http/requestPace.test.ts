import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ManualClock } from '../../test/support/manualClock.ts';
import { COST_RATES } from '../costs/costRates.ts';
import { Ledger } from '../costs/ledger.ts';
import { ratesFor } from '../costs/rates.ts';
import { RequestPace } from './requestPace.ts';

const { burst, perSecond } = COST_RATES.anyRequests;

describe('[H8] the pace at which an address is answered', () => {
  let clock: ManualClock;
  let pace: RequestPace;
  let answered: string[];

  beforeEach(() => {
    clock = new ManualClock();
    const ledger = new Ledger({ rates: ratesFor(0), now: () => clock.now() });
    pace = new RequestPace({ ledger, clock, trustProxy: 0 });
    answered = [];
  });

  const ask = (remoteAddress: string) => {
    const request = { headers: {}, socket: { remoteAddress } } as unknown as IncomingMessage;
    const response = new EventEmitter();
    pace.take(request, response as unknown as ServerResponse, () => answered.push(remoteAddress));
    return response;
  };
  const flood = () => {
    for (let i = 0; i < burst; i++) ask('10.0.0.1');
    answered = [];
  };

  it('slows after a burst, and lets others go on', () => {
    flood();
    ask('10.0.0.1');
    ask('10.0.0.2');
    assert.deepEqual(answered, ['10.0.0.2']);
    clock.advance(2_000);
    ask('10.0.0.1');
    assert.equal(answered.length, 3);
  });

  it('is what one address may have for as long as it asks', () => {
    flood();
    let sent = 0;
    // As soon as one of forty connections has its answer, it asks again.
    for (let ms = 0; ms < 10_000; ms++) {
      for (; sent < answered.length + 40; sent++) ask('10.0.0.1');
      clock.advance(1);
    }
    assert.ok(answered.length < 11 * perSecond, `${answered.length} in ten seconds`);
  });

  it('answers nobody who has hung up, and leaves no timer', () => {
    flood();
    ask('10.0.0.1').emit('close');
    clock.advance(10_000);
    assert.deepEqual(answered, []);
    assert.equal(clock.pending, 0);
  });
});
