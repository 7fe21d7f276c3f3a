import { MAX_LEDGER_HOLDERS } from '../limits.ts';
import type { Cost, Rates } from './rates.ts';

/** Who causes costs: a connection, a member with all of its connections, an address. The ledger never looks into it. */
export type Holder = string | object;

/** What one holder has caused, and may still cause. */
export interface Account {
  /**
   * Writes down what was caused, and says how many milliseconds the holder has to wait before it goes on; 0 when it need
   * not. Nothing is refused here: an amount that was charged has been spent. With an amount of 0 it only asks.
   */
  charge(cost: Cost, amount: number): number;
  /** The part of the burst that is left: 1 for who was quiet, 0 and less for who has to wait. */
  left(cost: Cost): number;
}

export interface LedgerParts {
  readonly rates: Rates;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/**
 * Who has caused which costs: one rate and one burst for each kind, the same for every holder.
 *
 * 1. An account is paid back with time alone, at its rate, and never holds more than its burst.
 * 2. Nobody waits longer than the rate's `longestWaitMs` for whatever it has done.
 * 3. Accounts that are paid back are forgotten, so memory goes with those who are busy, and MAX_LEDGER_HOLDERS bounds it.
 */
export class Ledger {
  readonly #rates: Rates;
  readonly #now: () => number;
  /** For each holder, when each of its costs is paid back, by PLACES. */
  readonly #paidBackAt = new Map<Holder, Float64Array>();
  /** Goes round the holders, to find those that can be forgotten; looking from the start each time would be slow. */
  #round = this.#paidBackAt.entries();

  constructor({ rates, now }: LedgerParts) {
    this.#rates = rates;
    this.#now = now;
  }

  /** Holders that are remembered. */
  get size(): number {
    return this.#paidBackAt.size;
  }

  /** The account of `holder`: the same for everybody who asks, whether or not it was forgotten meanwhile. */
  accountOf(holder: Holder): Account {
    return {
      charge: (cost, amount) => this.charge(holder, cost, amount),
      left: (cost) => this.left(holder, cost),
    };
  }

  /** As Account.charge. */
  charge(holder: Holder, cost: Cost, amount: number): number {
    const rate = this.#rates[cost];
    if (rate === undefined) return 0;
    const times =
      amount > 0 ? (this.#paidBackAt.get(holder) ?? this.#open(holder)) : this.#paidBackAt.get(holder);
    if (times === undefined) return 0;
    const now = this.#now();
    const burstMs = (rate.burst / rate.perSecond) * 1_000;
    const addedMs = (amount / rate.perSecond) * 1_000;
    const place = PLACES[cost];
    const paidBackAt = Math.min(
      Math.max(times[place] ?? 0, now) + addedMs,
      now + burstMs + rate.longestWaitMs,
    );
    times[place] = paidBackAt;
    return Math.max(0, paidBackAt - now - burstMs);
  }

  /** As Account.left. */
  left(holder: Holder, cost: Cost): number {
    const rate = this.#rates[cost];
    const paidBackAt = this.#paidBackAt.get(holder)?.[PLACES[cost]];
    if (rate === undefined || paidBackAt === undefined) return 1;
    const owedMs = Math.max(0, paidBackAt - this.#now());
    return 1 - (owedMs * rate.perSecond) / 1_000 / rate.burst;
  }

  #open(holder: Holder): Float64Array {
    this.#forget();
    const times = new Float64Array(COST_COUNT);
    this.#paidBackAt.set(holder, times);
    return times;
  }

  /** Two are looked at for each that comes: the ledger shrinks faster than it grows, without a timer. */
  #forget(): void {
    const now = this.#now();
    for (let i = 0; i < 2; i++) {
      let next = this.#round.next();
      if (next.done === true) next = (this.#round = this.#paidBackAt.entries()).next();
      if (next.done === true) return;
      const [holder, times] = next.value;
      if (this.#paidBackAt.size >= MAX_LEDGER_HOLDERS || times.every((time) => time <= now))
        this.#paidBackAt.delete(holder);
    }
  }
}

/** Where the time of each cost stands in an account. */
const PLACES: Readonly<Record<Cost, number>> = {
  messages: 0,
  bytesIn: 1,
  bytesSent: 2,
  newClients: 3,
  idleDeletions: 4,
  logBytes: 5,
  loopMs: 6,
  requests: 7,
};

const COST_COUNT = Object.keys(PLACES).length;
