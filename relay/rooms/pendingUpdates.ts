import type { ClockRange } from '../../shared/guard/updateGuard.ts';
import type { Participant, SentUpdate } from './participant.ts';
import type { Refused } from './reception.ts';

/** Something that a participant, or the relay itself, has sent and that is not settled yet. */
export interface PendingUpdate {
  /** Undefined for the relay's own edits, as `sent`. */
  readonly sender?: Participant;
  readonly sent?: SentUpdate;
  /** Undefined when it brings nothing new: then only its place in the order counts. */
  readonly update?: Uint8Array;
  /** What `update` adds to the structs of the room's state. */
  readonly structs?: number;
  /** What the guard found in `update`. */
  readonly ranges?: readonly ClockRange[];
  /** When it came in, by the time of the metrics. */
  readonly since?: number;
  /** Told why it was given up; undefined when it is stored. */
  readonly onSettled?: (end: Refused | undefined) => void;
}

/** What a room has taken and not stored yet, in the order in which it came. */
export class PendingUpdates {
  #pending: PendingUpdate[] = [];
  #waiters: (() => void)[] = [];
  #waitingStructs = 0;

  /** Of all that waits. */
  get structs(): number {
    return this.#waitingStructs;
  }

  get count(): number {
    return this.#pending.length;
  }

  add(update: PendingUpdate): void {
    this.#pending.push(update);
    this.#waitingStructs += update.structs ?? 0;
  }

  /** Removes the oldest `count` updates, and with them what brought nothing new up to the next one. */
  takeStored(count: number): PendingUpdate[] {
    let updates = 0;
    const next = this.#pending.findIndex(({ update }) => update !== undefined && ++updates > count);
    const taken = this.#pending.splice(0, next === -1 ? this.#pending.length : next);
    for (const { structs = 0 } of taken) this.#waitingStructs -= structs;
    return taken;
  }

  /** Resolves when nothing waits (see `wake`). */
  whenEmpty(): Promise<void> {
    if (this.#pending.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** To be called when all effects of what was taken are done: resolves who waits, if nothing is left. */
  wake(): void {
    if (this.#pending.length > 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Gives up what is not stored, because the room has ended. */
  abandon(end: Refused): void {
    for (const { onSettled } of this.#pending.splice(0)) onSettled?.(end);
    this.wake();
  }
}
