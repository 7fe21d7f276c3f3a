import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { OUTBOX_HARD_BYTES, OUTBOX_SOFT_BYTES, OUTBOX_STALL_MS } from '../../shared/limits.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { WRITE_WINDOW_BYTES } from '../limits.ts';
import { Outbox } from './outbox.ts';

/** A socket whose reader takes bytes off when the test says so. */
class Sink extends EventEmitter {
  writableLength = 0;
  readonly written: Uint8Array[] = [];
  #isBehind = false;

  write(bytes: Uint8Array): boolean {
    this.written.push(bytes);
    this.writableLength += bytes.length;
    const isFull = this.writableLength >= 64 * 1024;
    this.#isBehind ||= isFull;
    return !isFull;
  }

  cork(): void {}
  uncork(): void {}

  drain(): void {
    this.writableLength = 0;
    const wasBehind = this.#isBehind;
    this.#isBehind = false;
    if (wasBehind) this.emit('drain');
  }
}

describe('outbox', () => {
  const setUp = () => {
    const [sink, clock] = [new Sink(), new ManualClock()];
    const calls: string[] = [];
    const outbox = new Outbox(sink, clock, {
      drained: () => calls.push('drained'),
      tooSlow: () => calls.push('tooSlow'),
    });
    return { sink, clock, calls, outbox };
  };
  const bytes = (length: number) => [new Uint8Array(length)];

  it('writes at once while the reader keeps up, without a timer', () => {
    const { sink, clock, outbox } = setUp();
    for (let i = 0; i < 10; i++) {
      outbox.send(bytes(1_000));
      sink.drain();
    }
    assert.equal(sink.written.length, 10);
    assert.equal(clock.pending, 0);
  });

  it('hands over no more than the window, and the rest in order as the reader goes on', () => {
    const { sink, outbox } = setUp();
    const frames = Array.from({ length: 20 }, (_, i) => new Uint8Array(60_000).fill(i));
    outbox.send(frames);
    assert.ok(sink.writableLength < WRITE_WINDOW_BYTES + 60_000);
    for (let i = 0; i < 20; i++) sink.drain();
    assert.deepEqual(
      sink.written.map(([first]) => first),
      frames.map(([first]) => first),
    );
    assert.equal(outbox.bufferedBytes, 0);
  });

  it('[S19] says when it is congested, and once when that is over', () => {
    const { sink, calls, outbox } = setUp();
    outbox.send(Array.from({ length: 20 }, () => new Uint8Array(64 * 1024)));
    assert.ok(outbox.bufferedBytes > OUTBOX_SOFT_BYTES);
    assert.equal(outbox.isCongested, true);
    while (outbox.bufferedBytes > 0) sink.drain();
    sink.drain();
    assert.deepEqual(calls, ['drained']);
  });

  it('[S19] gives up a reader that makes no progress, and not one that is slow', () => {
    const { sink, clock, calls, outbox } = setUp();
    outbox.send(Array.from({ length: 20 }, () => new Uint8Array(64 * 1024)));
    clock.advance(OUTBOX_STALL_MS - 1);
    sink.drain();
    clock.advance(OUTBOX_STALL_MS - 1);
    assert.deepEqual(calls, []);
    clock.advance(1);
    assert.deepEqual(calls, ['tooSlow']);
  });

  it('[F21] does not blame a reader for a pause of the relay', () => {
    const { sink, clock, calls, outbox } = setUp();
    outbox.send(bytes(100_000));
    // The news of the progress is read in the turn in which the overdue timer runs.
    clock.after(OUTBOX_STALL_MS, () => sink.drain());
    clock.advance(OUTBOX_STALL_MS);
    assert.deepEqual(calls, []);
  });

  it('[S19] gives up a reader beyond the hard limit, for which a large state does not count', () => {
    const { calls, outbox } = setUp();
    outbox.sendState(Array.from({ length: 320 }, () => new Uint8Array(64 * 1024)));
    outbox.send(bytes(10));
    assert.deepEqual(calls, []);
    outbox.send(bytes(OUTBOX_HARD_BYTES));
    outbox.send(bytes(10));
    assert.deepEqual(calls, ['tooSlow']);
  });

  it('[H8] says how a state goes, and once when the socket has it, or nobody will', () => {
    for (const ends of ['by reading', 'by close']) {
      const { sink, outbox } = setUp();
      let [passed, ended] = [0, 0];
      const reading = { passed: (count: number) => (passed += count), end: () => ended++ };
      outbox.sendState(
        Array.from({ length: 20 }, () => new Uint8Array(64 * 1024)),
        reading,
      );
      assert.ok(passed > 0 && passed <= WRITE_WINDOW_BYTES);
      assert.equal(ended, 0);
      if (ends === 'by close') outbox.close();
      else for (let i = 0; i < 20; i++) sink.drain();
      outbox.send(bytes(500_000));
      outbox.close();
      assert.equal(ended, 1, ends);
      if (ends === 'by reading') assert.equal(passed, 20 * 64 * 1024);
    }
    const { outbox } = setUp();
    let ended = 0;
    outbox.sendState(bytes(10), { passed: () => undefined, end: () => ended++ });
    assert.equal(ended, 1);
  });

  it('[N8] holds nothing after close', () => {
    const { sink, clock, outbox } = setUp();
    outbox.send(bytes(500_000));
    outbox.close();
    outbox.send(bytes(10));
    assert.equal(clock.pending, 0);
    assert.equal(sink.listenerCount('drain'), 0);
    assert.equal(sink.written.length, 1);
  });
});
