import assert from 'node:assert/strict';
import { untilAborted } from './untilAborted.ts';

describe('waiting for what can be cancelled', () => {
  const never = new Promise<string>(() => undefined);

  it('gives the result, or the failure', async () => {
    const { signal } = new AbortController();
    assert.equal(await untilAborted(Promise.resolve('text'), signal), 'text');
    assert.equal(await untilAborted(Promise.resolve('text'), undefined), 'text');
    await assert.rejects(untilAborted(Promise.reject(new Error('gone')), signal), /gone/);
  });

  it('ends when it is cancelled, before or meanwhile', async () => {
    await assert.rejects(untilAborted(never, AbortSignal.abort()), /Cancelled\./);
    const abort = new AbortController();
    const waiting = untilAborted(never, abort.signal);
    abort.abort();
    await assert.rejects(waiting, /Cancelled\./);
  });
});
