import type { AwarenessEntry } from '../../shared/guard/awarenessGuard.ts';
import type { Clock } from '../clock.ts';
import {
  MAX_DEPARTED_IDS,
  PRESENCE_BURST_BYTES,
  PRESENCE_BYTES_PER_MS,
  PRESENCE_GROUP,
  PRESENCE_INTERVAL_MS,
  PRESENCE_RENEWAL_CHECK_MS,
  PRESENCE_RENEWAL_MS,
  PRESENCE_SLICE_MS,
} from '../limits.ts';
import type { PresenceNews } from './participant.ts';
import type { Stamps } from './presenceStamps.ts';
import { SharedUpdate } from './sharedUpdate.ts';

export interface BoardParts {
  readonly clock: Clock;
  readonly stamps: Stamps;
  /** Hands out updates that belong together, to one after the other, and says for each how many bytes. */
  readonly send: (updates: readonly SharedUpdate[], kind: PresenceNews) => Iterable<number, void>;
}

/** Who is shown everything. */
export interface Onlooker {
  readonly show: (update: Uint8Array) => void;
  /** False once they have left: then the rest is not made. */
  readonly isHere: () => boolean;
  readonly onEnd: () => void;
}

/**
 * What is shown under each awareness id, and when it goes out.
 *
 * 1. The clock of an id grows with everything that is sent of it, for as long as the room is open.
 * 2. Changes go out at once, and then once a tick of PRESENCE_INTERVAL_MS at the most.
 * 3. While others look on, a record is sent anew before a client of y-protocols would drop it (30 seconds): a quiet
 *    participant is one, too. All that are due go out together.
 * 4. No more is handed out than PRESENCE_BYTES_PER_MS, and nobody else waits for it longer than PRESENCE_SLICE_MS.
 */
export class PresenceBoard {
  readonly #parts: BoardParts;
  readonly #records = new Map<number, PresenceRecord>();
  /** The last clock of ids that show nothing any more, oldest first. */
  readonly #departed = new Map<number, number>();
  readonly #changed = new Set<number>();
  readonly #removed = new Map<number, number>();
  #flush: { kind: 'none' } | { kind: 'due'; cancel: () => void } = { kind: 'none' };
  /** Being handed out, the next first; while there is something, or it rests from it, nothing else begins. */
  #handingOut: Iterator<number, void>[] = [];
  #handedOutBytes = 0;
  /** A tick is among it. */
  #isTick = false;
  /** All that is shown, for several who come at once. */
  #all: readonly SharedUpdate[] | undefined;
  #isDisposed = false;
  #isResting = false;
  /** Who comes now waits, too, to be told of the others. */
  #isRestingLong = false;
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

  /**
   * Hands out all that is shown, for somebody who is known as `except`: at once, or after what is being handed out. What
   * has changed since the last tick comes with the next.
   */
  handOutAll(except: number | undefined, { show, isHere, onEnd }: Onlooker): void {
    const all = () => (this.#all ??= this.#group(this.#records.keys()));
    const handOut = function* () {
      for (const update of all())
        for (const bytes of update.without(except)) {
          if (!isHere()) {
            onEnd();
            return;
          }
          show(bytes);
          yield bytes.length;
        }
      onEnd();
    };
    this.#handOut(handOut());
  }

  /** Bytes of all states that are shown. */
  get shownBytes(): number {
    return [...this.#records.values()].reduce((sum, { state }) => sum + state.length, 0);
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
    this.#isDisposed = true;
    if (this.#flush.kind === 'due') this.#flush.cancel();
    this.#cancelRest();
    this.watchedBy(0);
  }

  #stampAfter(last: number): number {
    return Math.max(last + 1, this.#parts.stamps.now());
  }

  #scheduleFlush(): void {
    if (this.#flush.kind === 'due' || this.#isResting || this.#handingOut.length > 0) return;
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
    this.#isTick = true;
    this.#send(groups(gone), 'removals');
    this.#send(this.#group(changed), 'changes');
  }

  #send(updates: readonly SharedUpdate[], kind: PresenceNews): void {
    if (updates.length > 0) this.#handOut(this.#parts.send(updates, kind));
  }

  #handOut(work: Iterable<number, void>): void {
    this.#handingOut.push(work[Symbol.iterator]());
    if (this.#handingOut.length === 1 && !this.#isRestingLong) this.#handOutSlice();
  }

  #handOutSlice(): void {
    const { clock } = this.#parts;
    const began = clock.steady();
    let ms = 0;
    for (
      let [next] = this.#handingOut;
      next !== undefined && ms <= PRESENCE_SLICE_MS;
      [next] = this.#handingOut
    ) {
      const { done, value } = next.next();
      if (done === true) this.#handingOut.shift();
      else this.#handedOutBytes += value;
      ms = clock.steady() - began;
    }
    if (this.#handingOut.length === 0) {
      this.#all = undefined;
      this.#pay();
    } else if (this.#handedOutBytes > PRESENCE_BURST_BYTES) {
      this.#pay();
    } else {
      clock.soon(() => {
        if (!this.#isDisposed) this.#handOutSlice();
      });
    }
  }

  /** Rests as long as what was handed out is worth: others are to have most of the relay's time. */
  #pay(): void {
    const ms = Math.ceil(this.#handedOutBytes / PRESENCE_BYTES_PER_MS);
    this.#handedOutBytes = 0;
    if (this.#isTick || ms > PRESENCE_INTERVAL_MS) this.#rest(Math.max(PRESENCE_INTERVAL_MS, ms));
    else if (this.#changed.size > 0 || this.#removed.size > 0) this.#scheduleFlush();
  }

  /** Everybody is sent what everybody shows, so that many large records make the ticks slower. */
  #rest(ms: number): void {
    this.#isTick = false;
    this.#isResting = true;
    this.#isRestingLong = ms > PRESENCE_INTERVAL_MS;
    this.#cancelRest();
    this.#cancelRest = this.#parts.clock.after(ms, () => {
      this.#isResting = this.#isRestingLong = false;
      if (this.#handingOut.length > 0) this.#handOutSlice();
      else if (this.#changed.size > 0 || this.#removed.size > 0) this.#scheduleFlush();
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
      this.#send(this.#group(due), 'renewals');
    });
  }

  /** Stamped when they go out and not when they came: once a tick at most, so that stamps do not run ahead of the time. */
  #stamp(ids: readonly number[]): void {
    const now = this.#parts.clock.steady();
    this.#all = undefined;
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
  return Buffer.compare(one, other) === 0;
}
