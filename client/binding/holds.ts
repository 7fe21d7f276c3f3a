import type { Clock } from '../ports.ts';

const MAX_HOLD_MS = 3_000;

/**
 * Reasons to keep remote edits out of the editor for a moment. The holder releases each, or a timeout does.
 */
export class Holds {
  readonly #clock: Clock;
  readonly #onRelease: () => void;
  readonly #active = new Set<() => void>();

  constructor(clock: Clock, onRelease: () => void) {
    this.#clock = clock;
    this.#onRelease = onRelease;
  }

  get isHeld(): boolean {
    return this.#active.size > 0;
  }

  /** Calls `ended` once, on release or after `maxMs`, before the waiting edits continue. */
  take(ended: () => void, maxMs = MAX_HOLD_MS): () => void {
    const cancel = this.#clock.after(maxMs, () => {
      release();
    });
    const release = (): void => {
      cancel();
      if (!this.#active.delete(release)) return;
      ended();
      this.#onRelease();
    };
    this.#active.add(release);
    return release;
  }

  dispose(): void {
    for (const release of this.#active) release();
  }
}
