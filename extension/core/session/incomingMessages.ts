import * as Y from 'yjs';
import type { Clock, Log } from '../ports.ts';

/** A frame of a screen: nobody sees the difference, and a storm of edits costs a fraction of what it would one by one. */
const INTERVAL_MS = 16;

/**
 * Applies what arrives from the relay in its order, in one Yjs transaction per 16 ms at the most: what a transaction
 * costs (finding the changed places, telling everybody) is then paid once for all the edits of that time.
 *
 * IM1: after a quiet moment an edit is applied as soon as the messages that came with it are read.
 * IM2: `flush` leaves nothing waiting. An edit that cannot be applied keeps no other one back.
 */
export class IncomingMessages {
  readonly #doc: Y.Doc;
  readonly #origin: object;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #updates: Uint8Array[] = [];
  readonly #tasks: (() => void)[] = [];
  #state: 'quiet' | 'scheduled' | 'pausing' | 'disposed' = 'quiet';
  #cancelPause: (() => void) | undefined;

  /** `origin` marks the transactions. */
  constructor(options: { doc: Y.Doc; origin: object; clock: Clock; log: Log }) {
    this.#doc = options.doc;
    this.#origin = options.origin;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** A Yjs update; kept as it is until it is applied, so the caller must not write to it. */
  update(update: Uint8Array): void {
    this.#updates.push(update);
    this.#schedule();
  }

  /** Something that refers to the text, to be done once the updates before it are applied. */
  afterUpdates(task: () => void): void {
    this.#tasks.push(task);
    this.#schedule();
  }

  /** Applies what waits, now. */
  flush(): void {
    const updates = this.#updates.splice(0);
    const tasks = this.#tasks.splice(0);
    if (updates.length > 0) this.#guard(() => this.#apply(updates));
    for (const task of tasks) this.#guard(task);
  }

  /** Applies what waits, and takes no part in anything any more. */
  dispose(): void {
    this.#state = 'disposed';
    this.#cancelPause?.();
    this.flush();
  }

  #schedule(): void {
    if (this.#state !== 'quiet') return;
    this.#state = 'scheduled';
    // Not at once: what one read from the network brings comes as several messages.
    this.#clock.soon(() => this.#flushAndPause());
  }

  #flushAndPause(): void {
    if (this.#state === 'disposed') return;
    this.#state = 'pausing';
    this.flush();
    this.#cancelPause = this.#clock.after(INTERVAL_MS, () => {
      if (this.#updates.length + this.#tasks.length > 0) this.#flushAndPause();
      else this.#state = 'quiet';
    });
  }

  #apply(updates: readonly Uint8Array[]): void {
    this.#doc.transact(() => {
      for (const update of updates) this.#guard(() => Y.applyUpdate(this.#doc, update, this.#origin));
    }, this.#origin);
  }

  /** What one message does wrong must not stop the ones behind it. */
  #guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#log.error('What the relay sent could not be taken in.', { error: String(error) });
    }
  }
}
