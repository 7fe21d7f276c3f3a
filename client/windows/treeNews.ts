import type { Clock } from '../ports.ts';

/** How long VS Code may take to ask for the rows, before it is told again that they have changed. */
const TOLD_AGAIN_MS = 1_000;
const TIMES = 5;

/**
 * Tells VS Code that the rows of a view have changed, a few times until it asks for them. News that come while it opens
 * the view can be lost, and the view then stays as it was. A view that is hidden need not ask: it does when it is shown.
 */
export class TreeNews {
  readonly #clock: Clock;
  readonly #tell: () => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, tell: () => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  changed(): void {
    this.#tellUntilAsked(TIMES);
  }

  /** VS Code has asked for the rows at the top. */
  asked(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  dispose(): void {
    this.asked();
  }

  #tellUntilAsked(times: number): void {
    this.#cancel?.();
    this.#cancel =
      times === 1 ? undefined : this.#clock.after(TOLD_AGAIN_MS, () => this.#tellUntilAsked(times - 1));
    this.#tell();
  }
}
