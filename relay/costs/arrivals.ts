import type { Clock } from '../clock.ts';
import {
  ARRIVAL_BYTES_PER_SECOND,
  ARRIVAL_CHECK_MS,
  ARRIVAL_GRACE_MS,
  MAX_ARRIVING_BYTES,
} from './memoryLimits.ts';
import type { Holder } from './ledger.ts';
import { SharedMemory } from './sharedMemory.ts';

/** A long message or body on its way. */
export interface Arrival {
  /** Counts bytes that have come. */
  came(bytes: number): void;
  /** It is whole, or will never be. Returns whether it had begun. May be called again. */
  end(): boolean;
}

/**
 * Long messages and bodies of which a part has come. That part has to be kept, so memory for them is shared out:
 * MAX_ARRIVING_BYTES in all, of which a holder has a quarter. Whoever finds none left is not read until another one has
 * come; and while somebody waits, those that come too slowly are given up.
 */
export class Arrivals {
  readonly #clock: ArrivalsClock;
  readonly #memory = new SharedMemory(MAX_ARRIVING_BYTES);
  readonly #begun = new Set<Begun>();
  readonly #waiting = new Set<Asked>();
  #cancelCheck: (() => void) | undefined;

  constructor(clock: ArrivalsClock) {
    this.#clock = clock;
  }

  /** Calls `begin` when `bytes` may come: within the call, or later. Calls `giveUp` for who is too slow. */
  wait(asked: Asked): Arrival {
    let begun: Begun | undefined;
    const waiting = {
      ...asked,
      begin: () => {
        begun = { ...asked, came: 0, readMs: 0, isGivenUp: false };
        this.#begun.add(begun);
        asked.begin();
      },
    };
    this.#waiting.add(waiting);
    this.#beginSome();
    this.#checkLater();
    return {
      came: (bytes) => {
        if (begun !== undefined) begun.came += bytes;
      },
      end: () => {
        this.#waiting.delete(waiting);
        if (begun !== undefined && this.#begun.delete(begun)) {
          this.#memory.give(asked.holder, asked.bytes);
          this.#beginSome();
        }
        return begun !== undefined;
      },
    };
  }

  /** Whoever waits, waits for ever. */
  close(): void {
    this.#waiting.clear();
    this.#cancelCheck?.();
  }

  /** In the order in which they came, but for those whose holder has enough already. */
  #beginSome(): void {
    for (const asked of this.#waiting) {
      // Smaller ones do not go before it, or it might wait for ever.
      if (!this.#memory.hasRoomFor(asked.bytes)) return;
      if (!this.#memory.take(asked.holder, asked.bytes)) continue;
      this.#waiting.delete(asked);
      asked.begin();
    }
  }

  #checkLater(): void {
    if (this.#waiting.size === 0 || this.#cancelCheck !== undefined) return;
    this.#cancelCheck = this.#clock.after(ARRIVAL_CHECK_MS, () => {
      this.#cancelCheck = undefined;
      for (const begun of [...this.#begun]) {
        // Nobody sends what is not read.
        if (begun.isRead?.() === true) begun.readMs += ARRIVAL_CHECK_MS;
        if (begun.readMs <= ARRIVAL_GRACE_MS || begun.isGivenUp) continue;
        begun.isGivenUp = begun.came < (ARRIVAL_BYTES_PER_SECOND * begun.readMs) / 1_000;
        // What came before is no reason to wait for the rest.
        begun.came = begun.readMs = 0;
        if (begun.isGivenUp) begun.giveUp?.();
      }
      this.#checkLater();
    });
  }
}

type ArrivalsClock = Pick<Clock, 'after'>;

export interface Asked {
  readonly holder: Holder;
  /** The most that it may become. */
  readonly bytes: number;
  readonly begin: () => void;
  /** Whether the relay reads it at this moment. Left out, as `giveUp`, where something else bounds its time. */
  readonly isRead?: () => boolean;
  /** It comes too slowly; `end` is to follow. */
  readonly giveUp?: () => void;
}

interface Begun extends Asked {
  /** Bytes since it was looked at last, and for how long it was read since then while somebody waited. */
  came: number;
  readMs: number;
  isGivenUp: boolean;
}
