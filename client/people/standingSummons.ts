import { uuidv4 } from 'lib0/random';
import type { Presence } from '../../shared/protocol/presence.ts';
import type { Clock } from '../ports.ts';
import { SUMMONS_LASTS_MS } from './summonsInbox.ts';

/** A room as far as a request needs it. */
export interface SummonsRoom {
  publish(fields: Pick<Presence, 'summons'>): void;
}

/** One's own requests that everybody come. Each ends by itself, whatever is asked in another room meanwhile. */
export class StandingSummons {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #ends = new Map<SummonsRoom, () => void>();

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock;
  }

  /** Asks everybody in the room, in place of a request that stands there. */
  send(room: SummonsRoom): void {
    room.publish({ summons: uuidv4() });
    this.#ends.get(room)?.();
    const cancel = this.#clock.after(SUMMONS_LASTS_MS, () => {
      this.#ends.delete(room);
      room.publish({ summons: null });
    });
    this.#ends.set(room, cancel);
  }

  dispose(): void {
    for (const cancel of this.#ends.values()) cancel();
    this.#ends.clear();
  }
}
