import { MAX_LEDGER_HOLDERS } from '../limits.ts';
import type { Cost, Rate, Rates } from './rates.ts';

/** Who causes costs: a connection, a member with all of its connections, an address. The ledger never looks into it. */
export type Holder = string | object;

/** What one holder has caused, and may still cause. */
export interface Account {
  /**
   * Writes down what was caused, and says how many milliseconds the holder has to wait before it goes on; 0 when it need
   * not. Nothing is refused here: an amount that was charged has been spent. With an amount of 0 it only asks. `now` is
   * the ledger's time for who has just looked.
   */
  charge(cost: Cost, amount: number, now?: number): number;
  /** The part of the burst that is left: 1 for who was quiet, 0 and less for who has to wait. */
  left(cost: Cost): number;
}

/** For whom nothing is counted. */
export const FREE_ACCOUNT: Account = { charge: () => 0, left: () => 1 };

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
  readonly #now: () => number;
  readonly #tariffs: readonly (Tariff | undefined)[];
  readonly #entries = new Map<Holder, Entry>();
  /** Goes round the holders, to find those that can be forgotten; looking from the start each time would be slow. */
  #round = this.#entries.entries();

  constructor({ rates, now }: LedgerParts) {
    this.#now = now;
    this.#tariffs = COSTS.map((cost) => tariffOf(rates[cost]));
  }

  /** Holders that are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /** The account of `holder`: the same for everybody who asks, whether or not it was forgotten meanwhile. */
  accountOf(holder: Holder): Account {
    // Looked up again only when it was forgotten: a keystroke is charged, too, and takes a microsecond in all.
    let entry: Entry | undefined;
    const current = () => (entry?.isForgotten === false ? entry : (entry = this.#entries.get(holder)));
    return {
      charge: (cost, amount, now = this.#now()) => {
        const tariff = this.#tariffs[PLACES[cost]];
        if (tariff === undefined) return 0;
        const { times } = current() ?? (amount > 0 ? (entry = this.#open(holder)) : NOTHING_OWED);
        const due = Math.max(times[PLACES[cost]] ?? 0, now) + amount * tariff.msPerUnit;
        const paidBackAt = Math.min(due, now + tariff.burstMs + tariff.longestWaitMs);
        if (amount > 0) times[PLACES[cost]] = paidBackAt;
        return Math.max(0, paidBackAt - now - tariff.burstMs);
      },
      left: (cost) => {
        const tariff = this.#tariffs[PLACES[cost]];
        const paidBackAt = current()?.times[PLACES[cost]];
        if (tariff === undefined || paidBackAt === undefined) return 1;
        return 1 - Math.max(0, paidBackAt - this.#now()) / tariff.burstMs;
      },
    };
  }

  #open(holder: Holder): Entry {
    this.#forget();
    const entry = { times: new Float64Array(COSTS.length), isForgotten: false };
    this.#entries.set(holder, entry);
    return entry;
  }

  /** Two are looked at for each that comes: the ledger shrinks faster than it grows, without a timer. */
  #forget(): void {
    const now = this.#now();
    for (let i = 0; i < 2; i++) {
      let next = this.#round.next();
      if (next.done === true) next = (this.#round = this.#entries.entries()).next();
      if (next.done === true) return;
      const [holder, entry] = next.value;
      if (this.#entries.size < MAX_LEDGER_HOLDERS && entry.times.some((time) => time > now)) continue;
      this.#entries.delete(holder);
      entry.isForgotten = true;
    }
  }
}

interface Entry {
  /** When each cost is paid back, by PLACES. */
  readonly times: Float64Array;
  isForgotten: boolean;
}

/** A rate in milliseconds. */
interface Tariff {
  readonly msPerUnit: number;
  readonly burstMs: number;
  readonly longestWaitMs: number;
}

function tariffOf(rate: Rate | undefined): Tariff | undefined {
  if (rate === undefined) return undefined;
  const { perSecond, burst, longestWaitMs } = rate;
  return { msPerUnit: 1_000 / perSecond, burstMs: (burst / perSecond) * 1_000, longestWaitMs };
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
  roomClients: 8,
  presenceBytes: 9,
  anyRequests: 10,
  entries: 11,
  checks: 12,
};

const COSTS = Object.keys(PLACES) as Cost[];

const NOTHING_OWED: Entry = { times: new Float64Array(COSTS.length), isForgotten: false };
