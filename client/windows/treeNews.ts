import { TimerSlot } from '../../shared/timerSlot.ts';
import type { Clock } from '../ports.ts';

/** How long to wait for VS Code to ask for the rows before telling it again. */
const TOLD_AGAIN_MS = 1_000;
const TIMES = 5;

/**
 * Tells VS Code that the rows of a view have changed, and repeats this a few times until VS Code asks for them. VS Code can
 * lose the first event while it opens the view, which then shows old rows. A hidden view asks when it is shown.
 */
export class TreeNews {
  readonly #tell: () => void;
  readonly #again: TimerSlot;

  constructor(clock: Clock, tell: () => void) {
    this.#again = new TimerSlot(clock);
    this.#tell = tell;
  }

  changed(): void {
    this.#tellUntilAsked(TIMES);
  }

  /** VS Code has asked for the rows at the top. */
  asked(): void {
    this.#again.cancel();
  }

  dispose(): void {
    this.#again.dispose();
  }

  #tellUntilAsked(times: number): void {
    if (times > 1) this.#again.set(TOLD_AGAIN_MS, () => this.#tellUntilAsked(times - 1));
    this.#tell();
  }
}
