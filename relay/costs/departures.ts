import type { Clock } from '../clock.ts';
import type { Holder } from './ledger.ts';
import {
  DEPARTURE_BYTES_PER_SECOND,
  DEPARTURE_CHECK_MS,
  DEPARTURE_GRACE_MS,
  MAX_DEPARTING_BYTES,
} from './memoryLimits.ts';
import { SharedMemory } from './sharedMemory.ts';

/** Memory for something large that goes out. */
export interface Cargo {
  readonly bytes: number;
  /** Gives the memory back. May be called again. */
  end(): void;
}

/** Somebody who reads something large. */
export interface Reading {
  /** Counts bytes that the reader has taken. */
  passed(bytes: number): void;
  /** It has everything, or has gone. May be called again. */
  end(): void;
}

/**
 * Large answers and states on their way out. Each stays in memory until its readers have taken it, so memory for them is
 * shared out: MAX_DEPARTING_BYTES in all, of which a holder has a quarter. Whoever finds none left waits in turn; and
 * while somebody waits, readers that are too slow are given up.
 */
export class Departures {
  readonly #clock: Pick<Clock, 'after' | 'steady'>;
  readonly #memory = new SharedMemory(MAX_DEPARTING_BYTES);
  readonly #waiting = new Set<Waiting>();
  readonly #readers = new Set<Reader>();
  #cancelCheck: (() => void) | undefined;

  constructor(clock: Pick<Clock, 'after' | 'steady'>) {
    this.#clock = clock;
  }

  /** Memory at once; undefined where there is none, or others wait for it. */
  take(holder: Holder, bytes: number): Cargo | undefined {
    if (this.#waiting.size > 0 || !this.#memory.take(holder, bytes)) return undefined;
    return this.#cargo(holder, bytes);
  }

  /** Calls `begin` with the memory, within the call or later, or else `refuse`. The result takes the question back. */
  wait({ patienceMs, ...asked }: Asked): () => void {
    const cancelPatience = this.#clock.after(patienceMs, () => this.#refuse(waiting));
    const waiting: Waiting = { ...asked, cancelPatience };
    this.#waiting.add(waiting);
    this.#beginSome();
    this.#checkLater();
    return () => {
      if (!this.#withdraw(waiting)) return;
      // Others may have waited behind it.
      this.#beginSome();
    };
  }

  /** Somebody reads from now on. Calls `giveUp` when that is too slow; then `end` is to follow. */
  follow(reader: Follower): Reading {
    const followed: Reader = { ...reader, passed: 0, waitedMs: 0 };
    this.#readers.add(followed);
    return {
      passed: (bytes) => (followed.passed += bytes),
      end: () => this.#readers.delete(followed),
    };
  }

  /** Whoever waits is refused. */
  close(): void {
    const all = [...this.#waiting];
    for (const waiting of all) this.#withdraw(waiting);
    for (const { refuse } of all) refuse();
    this.#cancelCheck?.();
  }

  /** In the order in which they came, but for those whose holder has enough already. */
  #beginSome(): void {
    for (const waiting of [...this.#waiting]) {
      // Smaller ones do not go before it, or it might wait for ever.
      if (!this.#memory.hasRoomFor(waiting.bytes)) return;
      if (!this.#waiting.has(waiting) || !this.#memory.take(waiting.holder, waiting.bytes)) continue;
      this.#withdraw(waiting);
      waiting.begin(this.#cargo(waiting.holder, waiting.bytes));
    }
  }

  #cargo(holder: Holder, bytes: number): Cargo {
    let isHeld = true;
    return {
      bytes,
      end: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#memory.give(holder, bytes);
        this.#beginSome();
      },
    };
  }

  /** False for who does not wait any more. */
  #withdraw(waiting: Waiting): boolean {
    waiting.cancelPatience();
    return this.#waiting.delete(waiting);
  }

  #refuse(waiting: Waiting): void {
    if (!this.#withdraw(waiting)) return;
    waiting.refuse();
    this.#beginSome();
  }

  #checkLater(): void {
    if (this.#waiting.size === 0 || this.#cancelCheck !== undefined) return;
    const since = this.#clock.steady();
    this.#cancelCheck = this.#clock.after(DEPARTURE_CHECK_MS, () => {
      this.#cancelCheck = undefined;
      // A long pause of the relay's own is nobody's fault.
      const waitedMs = Math.min(this.#clock.steady() - since, 2 * DEPARTURE_CHECK_MS);
      for (const reader of [...this.#readers]) this.#judge(reader, waitedMs);
      this.#checkLater();
    });
  }

  #judge(reader: Reader, waitedMs: number): void {
    reader.waitedMs += waitedMs;
    if (reader.waitedMs < DEPARTURE_GRACE_MS) return;
    const isTooSlow = reader.passed < (DEPARTURE_BYTES_PER_SECOND * reader.waitedMs) / 1_000;
    // What it has read before is no reason to wait for the rest.
    reader.passed = reader.waitedMs = 0;
    if (!isTooSlow || !this.#readers.delete(reader)) return;
    // Who does not read what it has asked for does not need the next at once.
    for (const waiting of [...this.#waiting]) if (waiting.holder === reader.holder) this.#refuse(waiting);
    reader.giveUp();
  }
}

export interface Asked {
  readonly holder: Holder;
  /** The most that it may become. */
  readonly bytes: number;
  /** Nobody waits longer. */
  readonly patienceMs: number;
  readonly begin: (cargo: Cargo) => void;
  readonly refuse: () => void;
}

interface Follower {
  /** Whoever waits for memory under the same name is refused when this reader is given up. */
  readonly holder?: Holder;
  readonly giveUp: () => void;
}

interface Waiting extends Omit<Asked, 'patienceMs'> {
  readonly cancelPatience: () => void;
}

interface Reader extends Follower {
  /** Bytes since it was looked at last, and for how long somebody has waited since. */
  passed: number;
  waitedMs: number;
}
