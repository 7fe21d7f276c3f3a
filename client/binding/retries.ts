import { TimerSlot } from '../../shared/timerSlot.ts';
import type { Clock, EditorBuffer } from '../ports.ts';

const MAX_DELAY_MS = 1_000;
/** This many refused edits in a row, over both ways of editing, are not an accident. */
const REPORT_AFTER = 8;

/** Counts edits that did nothing although nobody else had changed the document, and spaces out the next attempts. */
export class Retries {
  readonly #buffer: EditorBuffer;
  #failures = 0;
  readonly #next: TimerSlot;

  constructor(buffer: EditorBuffer, clock: Clock) {
    this.#buffer = buffer;
    this.#next = new TimerSlot(clock);
  }

  /** True while the next attempt is delayed. */
  get isWaiting(): boolean {
    return this.#next.isSet;
  }

  /**
   * Switches to the other way of editing, after a delay. True when this is the moment to tell the person.
   */
  failed(reason: 'ignored' | 'rejected', retry: () => void): boolean {
    this.#failures++;
    this.#buffer.preferOtherPrimitive(reason, this.#failures);
    const delayMs = Math.min(MAX_DELAY_MS, 5 * 2 ** Math.min(this.#failures, 8));
    this.#next.set(delayMs, retry);
    return this.#failures === REPORT_AFTER;
  }

  /** True when the person was told about failures. */
  succeeded(): boolean {
    const wasReported = this.#failures >= REPORT_AFTER;
    this.#failures = 0;
    return wasReported;
  }

  cancel(): void {
    this.#next.cancel();
  }
}
