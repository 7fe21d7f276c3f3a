import type { ModelError } from './model/modelError.ts';

/** Why the model is left alone. */
export type Pause =
  /** Until the relay is started with another key. */
  { readonly kind: 'key rejected' } | { readonly kind: 'resting'; readonly retryAfterMs: number };

/** Leaves a model alone that does not answer, and asks it once before everybody does again. */
export class CircuitBreaker {
  readonly #now: () => number;
  #failures: number[] = [];
  #restsUntil = 0;
  #isProbing = false;
  #isKeyRejected = false;

  /** `now` in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Undefined when the model may be asked: then one of the methods below has to tell how that ended. */
  enter(): Pause | undefined {
    if (this.#isKeyRejected) return { kind: 'key rejected' };
    const wait = this.#restsUntil - this.#now();
    if (wait > 0) return { kind: 'resting', retryAfterMs: wait };
    if (this.#restsUntil === 0) return undefined;
    if (this.#isProbing) return { kind: 'resting', retryAfterMs: PROBE_MS };
    this.#isProbing = true;
    return undefined;
  }

  succeeded(): void {
    this.#isProbing = false;
    this.#restsUntil = 0;
    this.#failures = [];
  }

  failed({ failure, retryAfterMs }: Pick<ModelError, 'failure' | 'retryAfterMs'>): void {
    const wasProbe = this.#isProbing;
    this.#isProbing = false;
    const now = this.#now();
    if (failure === 'cancelled') return;
    if (failure === 'key rejected') this.#isKeyRejected = true;
    if (failure === 'busy') {
      this.#rest(Math.max(SHORTEST_REST_MS, Math.min(retryAfterMs ?? 0, LONGEST_REST_MS)));
      return;
    }
    this.#failures = [...this.#failures.filter((at) => now - at < FAILURE_WINDOW_MS), now];
    if (wasProbe || this.#failures.length >= MAX_FAILURES) this.#rest(REST_MS);
  }

  #rest(ms: number): void {
    this.#restsUntil = Math.max(this.#restsUntil, this.#now() + ms);
    this.#failures = [];
  }
}

const MAX_FAILURES = 5;
const FAILURE_WINDOW_MS = 60_000;
const REST_MS = 30_000;
/** A provider that wants a pause gets one, and none that lasts a working day because of one bad header. */
const SHORTEST_REST_MS = 10_000;
const LONGEST_REST_MS = 3_600_000;
/** When to ask again while somebody else's request finds out. */
const PROBE_MS = 5_000;
