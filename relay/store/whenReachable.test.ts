import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { systemClock } from '../clock.ts';
import { StoreError } from './storeError.ts';
import { whenReachable } from './whenReachable.ts';

describe('waiting for the database', () => {
  /** `open` fails with the first errors and then succeeds. */
  async function attempt(errors: readonly StoreError[], patienceMs: number) {
    const left = [...errors];
    const waits: StoreError[] = [];
    const patience: number[] = [];
    const pauses: number[] = [];
    const open = () => {
      const error = left.shift();
      return error === undefined ? Promise.resolve('open') : Promise.reject(error);
    };
    const clock = {
      ...systemClock,
      after: (ms: number, task: () => void) => {
        pauses.push(ms);
        return systemClock.after(0, task);
      },
    };
    const outcome = await whenReachable(open, {
      patienceMs,
      clock,
      onWait: (error, ms) => {
        waits.push(error);
        patience.push(ms);
      },
    }).catch((error: unknown) => error);
    return { outcome, waits, patience, waitedMs: pauses.reduce((sum, ms) => sum + ms, 0) };
  }

  const failed = (code: string | undefined, reason = 'no') =>
    new StoreError({ kind: 'failed', code, reason });

  it('goes on until the server answers, and says once that it waits', async () => {
    const errors = ['ECONNREFUSED', 'ENOTFOUND', '57P03', 'ECONNRESET'].map((code) => failed(code));
    errors.push(failed(undefined, 'Connection terminated unexpectedly'));
    const { outcome, waits } = await attempt(errors, 60_000);
    assert.equal(outcome, 'open');
    assert.deepEqual(waits, [errors[0]]);
  });

  it('gives up after its patience, and at once without any', async () => {
    const errors = Array.from({ length: 20 }, () => failed('ECONNREFUSED'));
    const patient = await attempt(errors, 5_000);
    assert.equal(patient.outcome, errors[5]);
    assert.equal(patient.waitedMs, 5_000);
    assert.deepEqual(patient.patience, [5_000]);
    const impatient = await attempt(errors, 0);
    assert.equal(impatient.outcome, errors[0]);
    assert.deepEqual(impatient.waits, []);
  });

  it('waits a moment for another relay that has the database, and no longer', async () => {
    const inUse = () => new StoreError({ kind: 'in-use', database: 'the database "rooms"' });
    const ending = [inUse(), inUse(), inUse()];
    const patient = await attempt(ending, 30_000);
    assert.equal(patient.outcome, 'open');
    assert.deepEqual(patient.waits, [ending[0]]);
    assert.deepEqual(patient.patience, [5_000], 'it says how long it waits for another relay');
    const lasting = await attempt(
      Array.from({ length: 100 }, () => inUse()),
      30_000,
    );
    assert.ok(lasting.outcome instanceof StoreError);
    assert.ok(lasting.waitedMs < 10_000, `${lasting.waitedMs} ms`);
    assert.equal((await attempt([inUse()], 0)).waitedMs, 0);
  });

  it('counts the time that an attempt takes, too: a server behind a dead wire says nothing for long', async () => {
    const clock = new ManualClock();
    let attempts = 0;
    const open = () => {
      attempts++;
      return new Promise<never>((_, reject) => void clock.after(10_000, () => reject(failed('ETIMEDOUT'))));
    };
    let isOver = false;
    const outcome = whenReachable(open, {
      patienceMs: 30_000,
      clock,
      onWait: () => undefined,
      now: () => clock.now(),
    })
      .catch((error: unknown) => error)
      .finally(() => (isOver = true));
    for (let seconds = 0; seconds < 60; seconds++) {
      clock.advance(1_000);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
    assert.ok(isOver, `${attempts} attempts, and on`);
    assert.ok((await outcome) instanceof StoreError);
    assert.equal(clock.pending, 0);
  });

  it('does not wait for what time does not mend', async () => {
    for (const error of [
      failed('28P01', 'password authentication failed'),
      failed('ER_ACCESS_DENIED_ERROR'),
      failed('3D000'),
      new StoreError({ kind: 'newer-schema', migration: 'Later1' }),
    ]) {
      const { outcome, waits } = await attempt([error], 60_000);
      assert.equal(outcome, error);
      assert.deepEqual(waits, []);
    }
  });
});
