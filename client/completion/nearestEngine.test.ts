import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { NearestEngine } from './nearestEngine.ts';

describe('which engine answers', () => {
  let clock: ManualClock;
  let nearest: NearestEngine;
  let relayMs: number;
  let isRefusing: boolean;
  let asked: string[];
  beforeEach(() => {
    clock = new ManualClock();
    nearest = new NearestEngine(clock);
    [relayMs, isRefusing, asked] = [5, false, []];
  });

  const relay = (): Promise<string> => {
    asked.push('relay');
    return new Promise((resolve, reject) =>
      clock.after(relayMs, () => (isRefusing ? reject(new Error('no')) : resolve('relay'))),
    );
  };
  const window = (): Promise<string> => {
    asked.push('window');
    return Promise.resolve('window');
  };
  const ask = async (isOnline = true): Promise<string> => {
    asked = [];
    const answer = nearest.ask({ window, relay: isOnline ? relay : undefined });
    for (let ms = 0; ms < 70; ms += 5) {
      await Promise.resolve();
      await Promise.resolve();
      clock.advance(5);
    }
    return answer;
  };
  const later = async (): Promise<void> => {
    clock.advance(30_000);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };

  it('a relay that is near', async () => {
    assert.equal(await ask(), 'relay');
    assert.deepEqual(asked, ['relay']);
    assert.equal(nearest.answersHere, false);
  });

  it('this window without a connection', async () => {
    assert.equal(await ask(false), 'window');
    assert.deepEqual(asked, ['window']);
    assert.equal(nearest.answersHere, true);
  });

  it('this window when the relay has not answered after 60 ms; soon it is not waited for any more', async () => {
    relayMs = 200;
    let waits = 0;
    for (; waits < 10; waits++) {
      assert.equal(await ask(), 'window');
      if (!asked.includes('relay')) break;
      clock.advance(1_000);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
    assert.ok(waits > 0 && waits < 4, `waited ${waits} times`);
  });

  it('this window when the relay refuses, and the relay again half a minute later', async () => {
    isRefusing = true;
    assert.equal(await ask(), 'window');
    isRefusing = false;
    assert.equal(await ask(), 'window');
    assert.deepEqual(asked, ['window']);
    await later();
    assert.equal(await ask(), 'window', 'it is looked at first');
    assert.deepEqual(asked, ['relay', 'window']);
    assert.equal(await ask(), 'relay');
  });
});
