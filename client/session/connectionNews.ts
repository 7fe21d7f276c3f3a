import type { Clock } from '../ports.ts';
import type { SessionState } from './sessionState.ts';

/** A connection that is back by then was not worth a word. */
export const QUIET_MS = 5_000;

/** What of a session's connection people are told: a short break is none. */
export type ConnectionNews = 'connecting' | 'online' | 'offline' | 'ended';

/** Holds back that a session is offline until that has lasted. Tell it of every change of state. */
export class CalmConnection {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #offlineSince: number | undefined;
  #cancel: (() => void) | undefined;

  /** `changed` is called when time alone makes news. */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** What to say of `state` now. */
  see(state: SessionState['kind']): ConnectionNews {
    if (state !== 'offline') {
      this.dispose();
      this.#offlineSince = undefined;
      return state;
    }
    const now = this.#clock.now();
    this.#offlineSince ??= now;
    const left = this.#offlineSince + QUIET_MS - now;
    if (left <= 0) return 'offline';
    this.#cancel ??= this.#clock.after(left, () => {
      this.#cancel = undefined;
      this.#changed();
    });
    return 'online';
  }

  dispose(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
