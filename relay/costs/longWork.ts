import type { Clock } from '../clock.ts';
import {
  COMPANY_MS,
  LONG_WORK_BURST_MS,
  LONG_WORK_MS_PER_SECOND,
  MAX_LONG_WORK_OWED_MS,
  UNNOTICED_MS,
} from '../limits.ts';
import { MAX_LONG_WORK_BYTES } from './memoryLimits.ts';
import { Arrivals } from './arrivals.ts';
import { Departures } from './departures.ts';
import { InTurns } from './inTurns.ts';
import type { Holder } from './ledger.ts';
import { SharedMemory } from './sharedMemory.ts';

/**
 * Work that others would notice, as nobody else is served meanwhile. All of it together gets a small part of the event
 * loop, however many ask for it.
 *
 * 1. While there is time left, work is done at once, within the call.
 * 2. Otherwise it waits until the time is paid back, unless nobody else has said anything for COMPANY_MS. Holders take
 *    turns, so that who asks for much waits for itself.
 * 3. One holder's work is done in the order in which it came.
 * 4. What waits is bounded: MAX_LONG_WORK_BYTES in all, and a quarter of it for one holder.
 */
export class LongWork {
  readonly clock: LongWorkClock;
  /** Long messages that have not come whole. */
  readonly arrivals: Arrivals;
  /** Large answers that have not been read. */
  readonly departures: Departures;
  readonly #waiting = new InTurns<Holder, { readonly bytes: number; readonly work: () => void }>();
  readonly #memory = new SharedMemory(MAX_LONG_WORK_BYTES);
  /** Who has been served last, and who before them. */
  #served: readonly Visit[] = [];
  /** When all that was spent is paid back. */
  #paidBackAt = 0;
  #cancelNext: (() => void) | undefined;
  #isClosed = false;

  constructor(clock: LongWorkClock) {
    this.clock = clock;
    this.arrivals = new Arrivals(clock);
    this.departures = new Departures(clock);
  }

  /** How much work waits for its turn. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Does `work` now or when it is its turn. `bytes` is what it keeps in memory until then. False when too much waits:
   * then it is never done.
   */
  submit(holder: Holder, bytes: number, work: () => void): boolean {
    if (this.#isClosed) return false;
    if (this.#waiting.size === 0 && this.#owedBy(holder) === 0) {
      work();
      return true;
    }
    if (!this.#memory.take(holder, bytes)) return false;
    this.#waiting.add(holder, { bytes, work });
    this.#schedule();
    return true;
  }

  /** Resolves when the holder may do what keeps nothing in memory until then; with false when it never may. */
  turn(holder: Holder): Promise<boolean> {
    return new Promise((resolve) => {
      if (!this.submit(holder, 0, () => resolve(true))) resolve(false);
    });
  }

  /** Somebody is served, whatever they have said: they would notice if others took long. */
  serves(holder: Holder): void {
    const at = this.clock.steady();
    const [last] = this.#served;
    if (last?.holder === holder) last.at = at;
    else this.#served = last === undefined ? [{ holder, at }] : [{ holder, at }, last];
  }

  /** Writes down for how many milliseconds nobody else was served; less than nothing gives some of it back. */
  spent(ms: number): void {
    if (ms > 0 && ms <= UNNOTICED_MS) return;
    const now = this.clock.steady();
    const due = Math.max(this.#paidBackAt, now) + (ms * 1_000) / LONG_WORK_MS_PER_SECOND;
    this.#paidBackAt = Math.min(due, now + (MAX_LONG_WORK_OWED_MS * 1_000) / LONG_WORK_MS_PER_SECOND);
    if (ms < 0) this.#reschedule();
  }

  /** What waits is never done. */
  close(): void {
    this.#isClosed = true;
    this.#cancelNext?.();
    this.#waiting.clear();
    this.arrivals.close();
    this.departures.close();
  }

  /** Milliseconds until work of this holder may begin. */
  #owedBy(holder: Holder): number {
    const now = this.clock.steady();
    const burst = (LONG_WORK_BURST_MS * 1_000) / LONG_WORK_MS_PER_SECOND;
    const other = this.#served.find((visit) => visit.holder !== holder);
    const inCompany = other === undefined ? 0 : other.at + COMPANY_MS - now;
    return Math.max(0, Math.min(this.#paidBackAt - burst - now, inCompany));
  }

  /** Less is owed than was thought: whoever waits may begin sooner. */
  #reschedule(): void {
    this.#cancelNext?.();
    this.#cancelNext = undefined;
    this.#schedule();
  }

  #schedule(): void {
    const { next } = this.#waiting;
    if (next === undefined || this.#isClosed) return;
    this.#cancelNext ??= this.clock.after(Math.ceil(this.#owedBy(next)), () => {
      this.#cancelNext = undefined;
      if (this.#owedBy(next) === 0) this.#doNext();
      this.#schedule();
    });
  }

  #doNext(): void {
    const { next: holder } = this.#waiting;
    const next = this.#waiting.take();
    if (holder === undefined || next === undefined) return;
    this.#memory.give(holder, next.bytes);
    next.work();
  }
}

type LongWorkClock = Pick<Clock, 'steady' | 'after'>;

interface Visit {
  readonly holder: Holder;
  at: number;
}
