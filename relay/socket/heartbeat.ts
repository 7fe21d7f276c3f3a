import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';

/** A connection that can be asked for a sign of life. */
export interface Beating {
  beat(): void;
  /** Cuts it off: nobody is at the other end. */
  terminate(): void;
}

/**
 * Asks all connections for a sign of life at intervals, and cuts off those that give none.
 *
 * It counts its own beats and not the time: after a pause of the whole process one beat was missed, not many, and what
 * came in meanwhile is read before the next.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #missed = new Map<Beating, number>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  watch(connection: Beating): void {
    this.#missed.set(connection, 0);
    this.#schedule();
  }

  unwatch(connection: Beating): void {
    this.#missed.delete(connection);
    if (this.#missed.size === 0) this.stop();
  }

  sawLifeOf(connection: Beating): void {
    if (this.#missed.has(connection)) this.#missed.set(connection, 0);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    this.#cancel ??= this.#clock.after(HEARTBEAT_INTERVAL_MS, () => {
      this.#cancel = undefined;
      for (const [connection, missed] of [...this.#missed]) {
        if (missed + 1 >= MAX_MISSED) {
          this.#missed.delete(connection);
          connection.terminate();
        } else {
          this.#missed.set(connection, missed + 1);
          connection.beat();
        }
      }
      if (this.#missed.size > 0) this.#schedule();
    });
  }
}

const MAX_MISSED = HEARTBEAT_TIMEOUT_MS / HEARTBEAT_INTERVAL_MS;
