import { type ClosingRefusal, refuse } from '../../shared/protocol/refusal.ts';
import type { Clock } from '../clock.ts';
import type { Account } from '../costs/ledger.ts';
import { type Cost, isSlowing } from '../costs/rates.ts';
import { FLOOD_PATIENCE_MS, MAX_PAUSE_MS } from '../limits.ts';

/** The connection that is slowed down, as far as this needs it. */
export interface Faucet {
  /** From now on what the client sends stays in the kernel, and soon with the client. */
  pause(): void;
  resume(): void;
  /** It is still not read, and can give no sign of life. */
  isHeld(): void;
  close(refusal: ClosingRefusal): void;
}

export interface InflowParts {
  readonly account: Account;
  readonly clock: Clock;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  readonly faucet: Faucet;
  /** Told for each pause which cost was the reason. */
  readonly onSlowed?: (cost: Cost) => void;
}

/**
 * How much one client may send, and may cause. A burst goes through at once; who goes on is read more slowly, which
 * costs an honest client a moment and nothing else. Only who still floods it with messages after FLOOD_PATIENCE_MS is
 * closed (4429). It is the account that sessions and rooms charge for that client.
 */
export class Inflow implements Account {
  private readonly parts: InflowParts;
  private readAgainAt = 0;
  private overrunSince: number | undefined;
  /** Not charged yet. */
  private logBytes = 0;
  private cancelPause: (() => void) | undefined;

  constructor(parts: InflowParts) {
    this.parts = parts;
  }

  /** Counts a message that came in. */
  take(bytes: number): void {
    const { account, faucet } = this.parts;
    const now = this.parts.now();
    const forMessages = account.charge('messages', 1, now);
    const forBytes = account.charge('bytesIn', bytes, now);
    if (this.overrunSince !== undefined && account.left('messages') > 0.5 && account.left('bytesIn') > 0.5)
      this.overrunSince = undefined;
    const wait = Math.max(forMessages, forBytes);
    if (wait === 0) return;
    if (this.cancelPause === undefined) {
      this.overrunSince ??= now;
      if (now - this.overrunSince > FLOOD_PATIENCE_MS) {
        faucet.close(refuse('sendsTooMuch'));
        return;
      }
    }
    this.pause(forMessages >= forBytes ? 'messages' : 'bytesIn', wait);
  }

  charge(cost: Cost, amount: number): number {
    let owed = amount;
    if (cost === 'logBytes') {
      // In lots: a keystroke is a few bytes, and looking at the clock for it would cost more than it.
      owed = this.logBytes += amount;
      if (owed < LOG_LOT_BYTES) return 0;
      this.logBytes = 0;
    }
    const wait = this.parts.account.charge(cost, owed);
    if (wait > 0 && isSlowing(cost)) this.pause(cost, wait);
    return wait;
  }

  left(cost: Cost): number {
    return this.parts.account.left(cost);
  }

  /** The connection is gone. */
  stop(): void {
    this.cancelPause?.();
    this.cancelPause = undefined;
  }

  private pause(cost: Cost, ms: number): void {
    const { now, faucet, onSlowed } = this.parts;
    this.readAgainAt = Math.max(this.readAgainAt, now() + ms);
    if (this.cancelPause !== undefined) return;
    onSlowed?.(cost);
    faucet.pause();
    this.wait();
  }

  private wait(): void {
    const { clock, now, faucet } = this.parts;
    const left = Math.min(this.readAgainAt - now(), MAX_PAUSE_MS);
    this.cancelPause = clock.after(Math.ceil(left), () => {
      this.cancelPause = undefined;
      if (now() >= this.readAgainAt) {
        faucet.resume();
      } else {
        faucet.isHeld();
        this.wait();
      }
    });
  }
}

const LOG_LOT_BYTES = 4_096;
