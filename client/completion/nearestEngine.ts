import { Deadline } from '../deadline.ts';
import type { Clock } from '../ports.ts';

/** If a relay needs longer than this, its texts come too late. */
const NEAR_MS = 60;
/** How often to check a relay again that is slow or away. */
const LOOK_AGAIN_MS = 30_000;
/** The weight of a new measurement against all earlier ones. */
const WEIGHT = 0.3;

/** This window's engine and the relay's. Either can answer the same request. */
export interface EnginePair<T> {
  readonly window: () => Promise<T>;
  /** Undefined while there is no connection. Rejects when it does not answer. */
  readonly relay: (() => Promise<T>) | undefined;
}

/** Asks whichever engine answers in time: the relay's while it is fast, otherwise the one in this window. */
export class NearestEngine {
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  #averageMs = 0;
  /** Set while the relay is slow. When the time is over, the window checks it again. */
  readonly #far: Deadline;
  #answersHere = false;

  constructor(clock: Pick<Clock, 'now' | 'after'>) {
    this.#clock = clock;
    this.#far = new Deadline(clock);
  }

  /** True when the last answer came from this window. */
  get answersHere(): boolean {
    return this.#answersHere;
  }

  /** Answers no later than the window's own engine plus a short wait for the relay's. */
  async ask<T>({ window, relay }: EnginePair<T>): Promise<T> {
    if (relay === undefined) return this.#here(window);
    if (this.#far.isAhead) return this.#here(window);
    const answer = this.#measured(relay);
    if (this.#far.isSet) {
      this.#far.set(LOOK_AGAIN_MS);
      answer.catch(() => undefined);
      return this.#here(window);
    }
    const [tooLate, cancel] = this.#wait();
    try {
      const first = await Promise.race([answer.then((value) => ({ value })), tooLate]);
      if (first !== undefined) {
        this.#answersHere = false;
        return first.value;
      }
    } catch {
      // Already measured, as a missing answer.
    } finally {
      cancel();
    }
    answer.catch(() => undefined);
    return this.#here(window);
  }

  async #measured<T>(relay: () => Promise<T>): Promise<T> {
    const start = this.#clock.now();
    try {
      const value = await relay();
      this.#took(this.#clock.now() - start);
      return value;
    } catch (error) {
      this.#far.set(LOOK_AGAIN_MS);
      throw error;
    }
  }

  #took(ms: number): void {
    // If the relay was slow before, only this answer counts.
    this.#averageMs = this.#far.isSet
      ? ms
      : this.#averageMs + WEIGHT * (Math.min(ms, 1_000) - this.#averageMs);
    if (this.#averageMs > NEAR_MS) this.#far.set(LOOK_AGAIN_MS);
    else this.#far.clear();
  }

  #wait(): [Promise<undefined>, () => void] {
    let cancel = (): void => undefined;
    const waited = new Promise<undefined>((resolve) => {
      cancel = this.#clock.after(NEAR_MS, () => resolve(undefined));
    });
    return [waited, cancel];
  }

  #here<T>(window: () => Promise<T>): Promise<T> {
    this.#answersHere = true;
    return window();
  }
}
