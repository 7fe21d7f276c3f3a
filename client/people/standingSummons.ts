import { uuidv4 } from 'lib0/random';
import type { Presence } from '../../shared/protocol/presence.ts';
import type { Clock } from '../ports.ts';
import { SUMMONS_LASTS_MS } from './summonsInbox.ts';

/** What a request needs from a room. */
export interface SummonsRoom {
  publish(fields: Pick<Presence, 'summons'>): void;
}

/**
 * This person's requests for everybody to come. Each ends by itself, whatever the person asks in another
 * room.
 */
export class StandingSummons {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #ends = new Map<SummonsRoom, () => void>();

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock;
  }

  /** Asks everybody in the room, and replaces a current request there. */
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
