import assert from 'node:assert/strict';
import { HEARTBEAT_INTERVAL_MS, MAX_MESSAGE_BYTES } from '../../shared/limits.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { Ledger } from '../costs/ledger.ts';
import { ratesFor } from '../costs/rates.ts';
import { COST_RATES, FLOOD_PATIENCE_MS } from '../limits.ts';
import { Inflow } from './inflow.ts';

describe('[S20] what one client may send', () => {
  let clock: ManualClock;
  let said: string[];
  let slowed: string[];
  beforeEach(() => {
    clock = new ManualClock();
    said = [];
    slowed = [];
  });

  function open(messagesPerSecond: number): Inflow {
    const ledger = new Ledger({ rates: ratesFor(messagesPerSecond), now: () => clock.now() });
    return new Inflow({
      account: ledger.accountOf('client'),
      clock,
      now: () => clock.now(),
      faucet: {
        pause: () => said.push('pause'),
        resume: () => said.push('resume'),
        isHeld: () => said.push('held'),
        close: ({ code }) => said.push(String(code)),
      },
      onSlowed: (cost) => slowed.push(cost),
    });
  }

  it('is ten seconds of messages at once, and then as many as the limit', () => {
    const inflow = open(100);
    for (let i = 0; i < 1_000; i++) inflow.take(50);
    assert.deepEqual(said, []);
    inflow.take(50);
    assert.deepEqual(said, ['pause']);
    clock.advance(10);
    assert.deepEqual(said, ['pause', 'resume']);
    inflow.take(50);
    assert.deepEqual(said, ['pause', 'resume', 'pause']);
  });

  it('goes by bytes, too: four kibibytes are one message', () => {
    const inflow = open(1_000);
    for (let megabytes = 0; megabytes < 39; megabytes++) inflow.take(1024 * 1024);
    assert.deepEqual(said, []);
    inflow.take(1024 * 1024);
    inflow.take(1024 * 1024);
    assert.deepEqual(said, ['pause']);
  });

  it('who types fast and pastes a megabyte now and then never waits', () => {
    const inflow = open(1_000);
    for (let second = 0; second < 600; second++) {
      for (let key = 0; key < 100; key++) inflow.take(60);
      if (second % 5 === 0) inflow.take(1_050_000);
      clock.advance(1_000);
    }
    assert.deepEqual(said, []);
  });

  it('who never stops is closed after half a minute, and not who had much to say once', () => {
    const inflow = open(100);
    for (let i = 0; i < 3_000; i++) {
      inflow.take(50);
      if (said.at(-1) === 'pause') clock.advance(10);
    }
    clock.advance(20_000);
    for (let i = 0; i < 500; i++) inflow.take(50);
    clock.advance(20_000);
    for (let i = 0; i < 2_000; i++) {
      inflow.take(50);
      if (said.at(-1) === 'pause') clock.advance(10);
    }
    assert.ok(!said.includes('4429'));
    for (let i = 0; i < 3_000; i++) {
      inflow.take(50);
      if (said.at(-1) === 'pause') clock.advance(10);
    }
    assert.equal(said.at(-1), '4429');
  });

  it('makes nobody wait long for one large message, however low the limit, and lets them type on', () => {
    const inflow = open(1);
    inflow.take(MAX_MESSAGE_BYTES);
    assert.deepEqual(said, ['pause']);
    clock.advance(HEARTBEAT_INTERVAL_MS);
    assert.deepEqual(said, ['pause', 'resume']);
    for (let key = 0; key < 60; key++) {
      inflow.take(50);
      clock.advance(2_000);
    }
    assert.ok(!said.includes('4429'));
  });

  it('has no limit at 0, and no timer when the connection is gone', () => {
    const free = open(0);
    for (let i = 0; i < 100_000; i++) free.take(1_000_000);
    assert.deepEqual(said, []);
    const inflow = open(1);
    for (let i = 0; i < 11; i++) inflow.take(1);
    inflow.stop();
    assert.equal(clock.pending, 0);
  });

  for (const cost of ['logBytes', 'loopMs', 'bytesSent', 'idleDeletions'] as const) {
    it(`pauses who causes too much of ${cost}, for as long as it takes, and never closes`, () => {
      const { burst, perSecond, longestWaitMs } = COST_RATES[cost];
      const inflow = open(0);
      inflow.charge(cost, burst);
      assert.deepEqual(said, []);
      for (let time = 0; time < 3 * FLOOD_PATIENCE_MS; time += 10_000) {
        said = [];
        inflow.charge(cost, 10 * perSecond);
        assert.deepEqual(said, ['pause']);
        clock.advance(10_000);
        assert.deepEqual(said, ['pause', 'resume']);
      }
      said = [];
      inflow.charge(cost, 1e12);
      clock.advance(longestWaitMs - 1);
      assert.ok(!said.includes('resume'));
      assert.equal(said.filter((word) => word === 'held').length, longestWaitMs / 10_000 - 1);
      clock.advance(2);
      assert.equal(said.at(-1), 'resume');
      assert.ok(slowed.every((word) => word === cost));
    });
  }

  it('is not read before everything that was caused meanwhile is paid back', () => {
    const inflow = open(100);
    for (let i = 0; i < 1_001; i++) inflow.take(50);
    inflow.charge('logBytes', COST_RATES.logBytes.burst + 5 * COST_RATES.logBytes.perSecond);
    clock.advance(4_999);
    assert.ok(!said.includes('resume'));
    clock.advance(1);
    assert.equal(said.at(-1), 'resume');
    assert.equal(said.filter((word) => word === 'pause').length, 1);
  });

  it('does not pause for new client ids, which are refused', () => {
    const inflow = open(100);
    assert.ok(inflow.charge('newClients', 10_000) > 0);
    assert.deepEqual(said, []);
  });
});
