import { OUTBOX_HARD_BYTES, OUTBOX_SOFT_BYTES, OUTBOX_STALL_MS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { Reading } from '../costs/departures.ts';
import { WRITE_WINDOW_BYTES } from '../limits.ts';

/** The socket under a WebSocket, as far as the outbox needs it. */
export interface ByteSink {
  readonly writableLength: number;
  write(bytes: Uint8Array): boolean;
  cork(): void;
  uncork(): void;
  on(event: 'drain', listener: () => void): unknown;
  off(event: 'drain', listener: () => void): unknown;
}

export interface OutboxEvents {
  /** Everything is on its way after the outbox was congested. */
  drained(): void;
  /** The reader has stopped, or is too slow for what it is sent. */
  tooSlow(): void;
}

/**
 * What one client is sent, in order, and bounded. Only so much is handed to the socket as the reader takes off, so that
 * its progress can be seen; the rest waits here, where it can be given up.
 */
export class Outbox {
  readonly #sink: ByteSink;
  readonly #clock: Clock;
  readonly #events: OutboxEvents;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  /** A state that is on its way may be larger than the hard limit. */
  #allowance = 0;
  /** Who hears how the states in the queue go. */
  #readings: Reading[] = [];
  #wasCongested = false;
  #isClosed = false;
  #drains = 0;
  #cancelStall: (() => void) | undefined;

  constructor(sink: ByteSink, clock: Clock, events: OutboxEvents) {
    this.#sink = sink;
    this.#clock = clock;
    this.#events = events;
    sink.on('drain', this.#onDrain);
  }

  /** True when no more updates should be sent before `drained`. */
  get isCongested(): boolean {
    const isCongested = this.bufferedBytes > OUTBOX_SOFT_BYTES;
    this.#wasCongested ||= isCongested;
    return isCongested;
  }

  get bufferedBytes(): number {
    return this.#queuedBytes + this.#sink.writableLength;
  }

  /** Each element holds whole frames. */
  send(frames: readonly Uint8Array[]): void {
    if (this.#isClosed || frames.length === 0) return;
    if (this.bufferedBytes - this.#allowance > OUTBOX_HARD_BYTES) {
      this.#events.tooSlow();
      return;
    }
    const [first] = frames;
    if (frames.length === 1 && first !== undefined && this.#isFlowing) {
      if (!this.#sink.write(first)) this.#watch();
      return;
    }
    for (const frame of frames) {
      this.#queue.push(frame);
      this.#queuedBytes += frame.length;
    }
    this.#pump();
  }

  /** As `send`, for a room's state: however large, the reader gets it if it keeps reading. `reading` hears of that. */
  sendState(frames: readonly Uint8Array[], reading?: Reading): void {
    for (const frame of frames) this.#allowance += frame.length;
    if (reading !== undefined) this.#readings.push(reading);
    this.send(frames);
    if (this.#isClosed || this.#queue.length === 0) this.#endReadings();
  }

  /** Gives up what has not been handed to the socket. */
  close(): void {
    this.#isClosed = true;
    this.#cancelStall?.();
    this.#cancelStall = undefined;
    this.#sink.off('drain', this.#onDrain);
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#endReadings();
  }

  get #isFlowing(): boolean {
    return this.#queue.length === 0 && this.#sink.writableLength < WRITE_WINDOW_BYTES;
  }

  #pump(): void {
    const isCorked = this.#queue.length > 1;
    if (isCorked) this.#sink.cork();
    let isFull = this.#queue.length > 0;
    let written = 0;
    const before = this.#queuedBytes;
    for (const frame of this.#queue) {
      if (this.#sink.writableLength >= WRITE_WINDOW_BYTES) break;
      isFull = !this.#sink.write(frame);
      this.#queuedBytes -= frame.length;
      written++;
    }
    if (written === this.#queue.length) this.#queue = [];
    else this.#queue.splice(0, written);
    if (isCorked) this.#sink.uncork();
    for (const reading of this.#readings) reading.passed(before - this.#queuedBytes);
    if (this.#queue.length === 0) this.#endReadings();
    if (isFull || this.#queue.length > 0) this.#watch();
  }

  #endReadings(): void {
    for (const reading of this.#readings.splice(0)) reading.end();
  }

  readonly #onDrain = (): void => {
    this.#drains++;
    this.#cancelStall?.();
    this.#cancelStall = undefined;
    this.#pump();
    if (this.#queue.length > 0) return;
    this.#allowance = this.#sink.writableLength;
    if (!this.#wasCongested || this.bufferedBytes > OUTBOX_SOFT_BYTES) return;
    this.#wasCongested = false;
    this.#events.drained();
  };

  #watch(): void {
    this.#cancelStall ??= this.#clock.after(OUTBOX_STALL_MS, () => {
      const drains = this.#drains;
      // One more turn: after a pause of our own the news of its progress may still wait to be read.
      this.#clock.soon(() => {
        if (!this.#isClosed && drains === this.#drains) this.#events.tooSlow();
      });
    });
  }
}
