import type { Clock } from '../clock.ts';
import {
  BYTES_OF_A_TURN,
  LONG_MESSAGE_BYTES,
  MESSAGES_OF_A_TURN,
  QUICK_MESSAGE_BYTES,
  RESUMES_OF_A_TURN,
} from '../limits.ts';

/**
 * What is read in one turn of the event loop.
 *
 * 1. A few hundred messages are looked into, so that they are stored in one commit, and of larger ones as many bytes as
 *    take no longer. Each connection always has a small one, so that who sends thousands does not go before others.
 * 2. A few of the connections that were not read for a while are read again. Many that were paused together would
 *    otherwise come back together, each with 64 KiB.
 */
export class TurnBudget {
  readonly #clock: Pick<Clock, 'soon'>;
  #turn = 0;
  #left = MESSAGES_OF_A_TURN;
  #bytesLeft = BYTES_OF_A_TURN;
  #resumesLeft = RESUMES_OF_A_TURN;
  readonly #toResume: (() => void)[] = [];
  #isEndDue = false;

  constructor(clock: Pick<Clock, 'soon'>) {
    this.#clock = clock;
  }

  /**
   * The number of this turn when one more message of `bytes` may be looked into; undefined when it has to wait for the
   * next turn. `last` is the turn in which the same connection had its last one.
   */
  take(last: number | undefined, bytes: number): number | undefined {
    this.#watchEnd();
    if (this.#left <= 0 && last === this.#turn) return undefined;
    // Long ones have turns of their own (LongWork).
    const isMedium = bytes > QUICK_MESSAGE_BYTES && bytes < LONG_MESSAGE_BYTES;
    if (isMedium && this.#bytesLeft <= 0) return undefined;
    this.#left--;
    if (isMedium) this.#bytesLeft -= bytes;
    return this.#turn;
  }
  /** Calls `resume` as soon as one more connection may be read again, in the order of these calls. */
  resume(resume: () => void): void {
    this.#watchEnd();
    this.#toResume.push(resume);
    this.#resumeSome();
  }

  #watchEnd(): void {
    if (this.#isEndDue) return;
    this.#isEndDue = true;
    this.#clock.soon(() => {
      this.#isEndDue = false;
      this.#turn++;
      this.#left = MESSAGES_OF_A_TURN;
      this.#bytesLeft = BYTES_OF_A_TURN;
      this.#resumesLeft = RESUMES_OF_A_TURN;
      if (this.#toResume.length > 0) this.#watchEnd();
      this.#resumeSome();
    });
  }

  #resumeSome(): void {
    for (; this.#resumesLeft > 0 && this.#toResume.length > 0; this.#resumesLeft--)
      this.#toResume.shift()?.();
  }
}
