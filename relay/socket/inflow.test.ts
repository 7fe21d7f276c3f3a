import assert from 'node:assert/strict';
import { HEARTBEAT_INTERVAL_MS, MAX_MESSAGE_BYTES } from '../../shared/limits.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { Inflow } from './inflow.ts';

describe('[S20] what one client may send', () => {
  let clock: ManualClock;
  let said: string[];
  beforeEach(() => {
    clock = new ManualClock();
    said = [];
  });

  function open(messagesPerSecond: number): Inflow {
    return new Inflow({
      messagesPerSecond,
      clock,
      now: () => clock.now(),
      faucet: {
        pause: () => said.push('pause'),
        resume: () => said.push('resume'),
        close: (code) => said.push(String(code)),
      },
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
});
