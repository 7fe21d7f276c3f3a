export interface QuotaLimits {
  /** Tokens in a day (UTC); 0 for no limit. */
  readonly roomDailyTokens: number;
  readonly relayDailyTokens: number;
}

/** Who asks, and in which room; the texts are names only. */
export interface QuotaUser {
  readonly person: string;
  readonly room: string;
}

/** The model may be asked once. */
export interface QuotaLease {
  /** Has to be called, with the tokens that it took in the end. */
  release(tokens: number): void;
}

export interface OverQuota {
  readonly retryAfterMs: number;
}

/** How much of the model each person, each room and the whole relay may use. Forgets with the process. */
export class ModelQuota {
  readonly #limits: QuotaLimits;
  readonly #now: () => number;
  #minute = 0;
  #day = 0;
  readonly #asked = new Map<string, number>();
  readonly #used = new Map<string, number>();
  readonly #running = new Map<string, number>();

  /** `now` in milliseconds since 1970. */
  constructor(limits: QuotaLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Books `tokens` for a request that is about to be made. */
  take({ person, room }: QuotaUser, tokens: number): QuotaLease | OverQuota {
    this.#turnPages();
    const [ofPerson, ofRoom] = [`person ${person}`, `room ${room}`];
    const { roomDailyTokens, relayDailyTokens } = this.#limits;
    const isDayOver =
      exceeds(this.#used, ofRoom, tokens, roomDailyTokens) ||
      exceeds(this.#used, RELAY, tokens, relayDailyTokens);
    if (isDayOver) return { retryAfterMs: (this.#day + 1) * DAY_MS - this.#now() };
    if (
      exceeds(this.#asked, ofPerson, 1, PERSON_PER_MINUTE) ||
      exceeds(this.#asked, ofRoom, 1, ROOM_PER_MINUTE)
    )
      return { retryAfterMs: (this.#minute + 1) * MINUTE_MS - this.#now() };
    if (
      exceeds(this.#running, ofPerson, 1, PERSON_AT_ONCE) ||
      exceeds(this.#running, RELAY, 1, RELAY_AT_ONCE)
    )
      return { retryAfterMs: SOON_MS };
    for (const who of [ofPerson, ofRoom]) add(this.#asked, who, 1);
    for (const who of [ofRoom, RELAY]) add(this.#used, who, tokens);
    for (const who of [ofPerson, RELAY]) add(this.#running, who, 1);
    const day = this.#day;
    return {
      release: (taken) => {
        for (const who of [ofPerson, RELAY]) add(this.#running, who, -1);
        // What was booked yesterday is not on today's page.
        if (day === this.#day) for (const who of [ofRoom, RELAY]) add(this.#used, who, taken - tokens);
      },
    };
  }

  #turnPages(): void {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    const day = Math.floor(this.#now() / DAY_MS);
    if (minute !== this.#minute) this.#asked.clear();
    if (day !== this.#day) this.#used.clear();
    this.#minute = minute;
    this.#day = day;
  }
}

function exceeds(counts: ReadonlyMap<string, number>, who: string, more: number, limit: number): boolean {
  return limit > 0 && (counts.get(who) ?? 0) + more > limit;
}

function add(counts: Map<string, number>, who: string, more: number): void {
  const count = (counts.get(who) ?? 0) + more;
  if (count > 0) counts.set(who, count);
  else counts.delete(who);
}

const RELAY = 'relay';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** One of the requests under way will be done. */
const SOON_MS = 1_000;

const PERSON_PER_MINUTE = 60;
const ROOM_PER_MINUTE = 150;
const PERSON_AT_ONCE = 2;
const RELAY_AT_ONCE = 8;
