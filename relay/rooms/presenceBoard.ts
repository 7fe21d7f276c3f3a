import { type AwarenessEntry, encodeAwareness } from '../../shared/guard/awarenessGuard.ts';
import type { Clock } from '../clock.ts';
import {
  MAX_DEPARTED_IDS,
  PRESENCE_BYTES_PER_MS,
  PRESENCE_GROUP,
  PRESENCE_INTERVAL_MS,
  PRESENCE_LEAF,
  PRESENCE_RENEWAL_CHECK_MS,
  PRESENCE_RENEWAL_MS,
} from '../limits.ts';
import type { PresenceNews } from './participant.ts';
import type { Stamps } from './presenceStamps.ts';

export interface BoardParts {
  readonly clock: Clock;
  readonly stamps: Stamps;
  /** Hands out updates that belong together, and says how many bytes in all. Called once a tick, and for renewals. */
  readonly send: (updates: readonly SharedUpdate[], kind: PresenceNews) => number;
}

/**
 * What is shown under each awareness id, and when it goes out.
 *
 * 1. The clock of an id grows with everything that is sent of it, for as long as the room is open.
 * 2. Changes go out at once, and then once a tick of PRESENCE_INTERVAL_MS at the most.
 * 3. While others look on, a record is sent anew before a client of y-protocols would drop it (30 seconds): a quiet
 *    participant is one, too. All that are due go out together.
 */
export class PresenceBoard {
  readonly #parts: BoardParts;
  readonly #records = new Map<number, PresenceRecord>();
  /** The last clock of ids that show nothing any more, oldest first. */
  readonly #departed = new Map<number, number>();
  readonly #changed = new Set<number>();
  readonly #removed = new Map<number, number>();
  #flush: { kind: 'none' } | { kind: 'due'; cancel: () => void } = { kind: 'none' };
  #isResting = false;
  #cancelRest: () => void = () => undefined;
  #cancelRenewal: (() => void) | undefined;

  constructor(parts: BoardParts) {
    this.#parts = parts;
  }

  /** Shows `state` under `id`. The same state again is no news. */
  show(id: number, state: Uint8Array): void {
    const record = this.#records.get(id);
    if (record !== undefined && isSame(record.state, state)) return;
    if (record === undefined) {
      const stamp = this.#stampAfter(this.#departed.get(id) ?? 0);
      this.#records.set(id, { state, stamp, sentAt: this.#parts.clock.steady() });
      this.#departed.delete(id);
      this.#removed.delete(id);
    } else {
      record.state = state;
    }
    this.#changed.add(id);
    this.#scheduleFlush();
  }

  remove(id: number): void {
    const record = this.#records.get(id);
    if (record === undefined) return;
    this.#records.delete(id);
    this.#changed.delete(id);
    const stamp = this.#stampAfter(record.stamp);
    this.#departed.set(id, stamp);
    const [oldest] = this.#departed.keys();
    if (oldest !== undefined && this.#departed.size > MAX_DEPARTED_IDS) this.#departed.delete(oldest);
    this.#removed.set(id, stamp);
    this.#scheduleFlush();
  }

  /** The clock that was last sent of `id`, undefined when nothing was. */
  stampOf(id: number): number | undefined {
    return this.#records.get(id)?.stamp ?? this.#departed.get(id);
  }

  /** All that is shown, for somebody who is known as `except`. */
  all(except: number | undefined): Uint8Array[] {
    return this.#group(this.#records.keys()).flatMap((update) => update.without(except));
  }

  /** Tells how many look on: nobody renews what nobody else sees. */
  watchedBy(count: number): void {
    if (count < 2) {
      this.#cancelRenewal?.();
      this.#cancelRenewal = undefined;
    } else if (this.#cancelRenewal === undefined) {
      this.#scheduleRenewal();
    }
  }

  dispose(): void {
    if (this.#flush.kind === 'due') this.#flush.cancel();
    this.#cancelRest();
    this.watchedBy(0);
  }

  #stampAfter(last: number): number {
    return Math.max(last + 1, this.#parts.stamps.now());
  }

  #scheduleFlush(): void {
    if (this.#flush.kind === 'due' || this.#isResting) return;
    let isCancelled = false;
    this.#flush = { kind: 'due', cancel: () => (isCancelled = true) };
    this.#parts.clock.soon(() => {
      if (!isCancelled) this.#sendNews();
    });
  }

  #sendNews(): void {
    this.#flush = { kind: 'none' };
    if (this.#changed.size === 0 && this.#removed.size === 0) return;
    const gone = [...this.#removed].map(([clientId, clock]) => ({ clientId, clock, state: undefined }));
    const changed = [...this.#changed];
    this.#removed.clear();
    this.#changed.clear();
    this.#stamp(changed);
    const bytes =
      this.#parts.send(groups(gone), 'removals') + this.#parts.send(this.#group(changed), 'changes');
    this.#rest(bytes);
  }

  /** As long as the tick has cost: everybody is sent what everybody shows, so that many large records make it slower. */
  #rest(bytes: number): void {
    this.#isResting = true;
    const ms = Math.max(PRESENCE_INTERVAL_MS, Math.ceil(bytes / PRESENCE_BYTES_PER_MS));
    this.#cancelRest = this.#parts.clock.after(ms, () => {
      this.#isResting = false;
      if (this.#changed.size > 0 || this.#removed.size > 0) this.#scheduleFlush();
    });
  }

  #scheduleRenewal(): void {
    this.#cancelRenewal = this.#parts.clock.after(PRESENCE_RENEWAL_CHECK_MS, () => {
      this.#scheduleRenewal();
      const now = this.#parts.clock.steady();
      const due = [...this.#records].flatMap(([id, { sentAt }]) =>
        now - sentAt >= PRESENCE_RENEWAL_MS && !this.#changed.has(id) ? id : [],
      );
      this.#stamp(due);
      this.#parts.send(this.#group(due), 'renewals');
    });
  }

  /** Stamped when they go out and not when they came: once a tick at most, so that stamps do not run ahead of the time. */
  #stamp(ids: readonly number[]): void {
    const now = this.#parts.clock.steady();
    for (const id of ids) {
      const record = this.#records.get(id);
      if (record === undefined) continue;
      record.stamp = this.#stampAfter(record.stamp);
      record.sentAt = now;
    }
  }

  #group(ids: Iterable<number>): SharedUpdate[] {
    const entries: AwarenessEntry[] = [];
    for (const id of ids) {
      const record = this.#records.get(id);
      if (record !== undefined) entries.push({ clientId: id, clock: record.stamp, state: record.state });
    }
    return groups(entries);
  }
}

/**
 * An awareness update that many are sent, and of which nobody gets their own entry: y-protocols would put it in the place
 * of what its client shows by now, since the relay's clocks are the higher ones. Who has an entry in it gets the halves
 * that are without it, which are shared, too, and an update of its own only of the few that are left. So n people who
 * move cost about n encodings of seven entries and not of all.
 */
export class SharedUpdate {
  readonly #entries: readonly AwarenessEntry[];
  #whole: Uint8Array | undefined;
  #halves: readonly SharedUpdate[] | undefined;

  constructor(entries: readonly AwarenessEntry[]) {
    this.#entries = entries;
  }

  /** Nothing when there is no other entry. Who has none in it gets the same bytes as everybody else. */
  without(id: number | undefined): Uint8Array[] {
    if (id === undefined || !this.#entries.some(({ clientId }) => clientId === id))
      return [(this.#whole ??= encodeAwareness(this.#entries))];
    if (this.#entries.length <= PRESENCE_LEAF) {
      const others = this.#entries.filter(({ clientId }) => clientId !== id);
      return others.length === 0 ? [] : [encodeAwareness(others)];
    }
    const middle = this.#entries.length >> 1;
    this.#halves ??= [this.#entries.slice(0, middle), this.#entries.slice(middle)].map(
      (entries) => new SharedUpdate(entries),
    );
    return this.#halves.flatMap((half) => half.without(id));
  }
}

interface PresenceRecord {
  state: Uint8Array;
  stamp: number;
  /** By the clock that only grows. */
  sentAt: number;
}

/** Small enough that who has an entry in one gets it in three messages, and that clients may send back what they hear. */
function groups(entries: readonly AwarenessEntry[]): SharedUpdate[] {
  const made: SharedUpdate[] = [];
  for (let i = 0; i < entries.length; i += PRESENCE_GROUP)
    made.push(new SharedUpdate(entries.slice(i, i + PRESENCE_GROUP)));
  return made;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
