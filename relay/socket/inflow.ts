import { CloseCode } from '../../shared/protocol/closeCode.ts';
import type { Clock } from '../clock.ts';
import { FLOOD_BURST_SECONDS, FLOOD_BYTES_PER_MESSAGE, FLOOD_PATIENCE_MS } from '../limits.ts';

/** The connection that is slowed down, as far as this needs it. */
export interface Faucet {
  /** From now on what the client sends stays in the kernel, and soon with the client. */
  pause(): void;
  resume(): void;
  close(code: CloseCode, reason: string): void;
}

export interface InflowParts {
  /** 0 for no limit. */
  readonly messagesPerSecond: number;
  readonly clock: Clock;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  readonly faucet: Faucet;
}

/**
 * How much one client may send. A burst goes through at once; who goes on is read more slowly, which costs an honest
 * client a moment and nothing else; who is still at it after FLOOD_PATIENCE_MS is closed (4429).
 */
export class Inflow {
  private readonly parts: InflowParts;
  /** Messages that it may still send, and bytes in units of FLOOD_BYTES_PER_MESSAGE; below 0 it has to wait. */
  private messages: number;
  private chunks: number;
  private countedAt: number;
  private overrunSince: number | undefined;
  private cancelPause: (() => void) | undefined;

  constructor(parts: InflowParts) {
    this.parts = parts;
    this.messages = this.burst;
    this.chunks = this.burst;
    this.countedAt = parts.now();
  }

  /** Counts a message that came in. */
  take(bytes: number): void {
    if (this.burst === 0) return;
    const now = this.refill();
    this.messages--;
    // No deeper than it can get out of again before the heartbeat takes a client that is not read for a dead one.
    this.chunks = Math.max(this.chunks - bytes / FLOOD_BYTES_PER_MESSAGE, -this.burst);
    const left = Math.min(this.messages, this.chunks);
    if (left > this.burst / 2) this.overrunSince = undefined;
    if (left >= 0 || this.cancelPause !== undefined) return;

    this.overrunSince ??= now;
    if (now - this.overrunSince > FLOOD_PATIENCE_MS) {
      this.parts.faucet.close(CloseCode.tooMany, 'You send more than the relay takes from one participant.');
      return;
    }
    this.parts.faucet.pause();
    const seconds = -left / this.parts.messagesPerSecond;
    this.cancelPause = this.parts.clock.after(Math.ceil(seconds * 1_000), () => {
      this.cancelPause = undefined;
      this.parts.faucet.resume();
    });
  }

  /** The connection is gone. */
  stop(): void {
    this.cancelPause?.();
    this.cancelPause = undefined;
  }

  private get burst(): number {
    return this.parts.messagesPerSecond * FLOOD_BURST_SECONDS;
  }

  private refill(): number {
    const now = this.parts.now();
    const earned = ((now - this.countedAt) / 1_000) * this.parts.messagesPerSecond;
    this.countedAt = now;
    this.messages = Math.min(this.messages + earned, this.burst);
    this.chunks = Math.min(this.chunks + earned, this.burst);
    return now;
  }
}
