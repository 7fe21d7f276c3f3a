import * as Y from 'yjs';
import type { Clock, Log } from '../ports.ts';
import { UpdateGate } from './updateGate.ts';

/** An update that a relay would not have sent: nothing of it was taken in. */
export type Untaken = { readonly kind: 'gap' } | { readonly kind: 'refused'; readonly reason: string };

/** A frame of a screen: nobody sees the difference, and a storm of edits costs a fraction of what it would one by one. */
const INTERVAL_MS = 16;

/**
 * Applies what arrives from the relay in its order, in one Yjs transaction per 16 ms at the most: what a transaction
 * costs (finding the changed places, telling everybody) is then paid once for all the edits of that time.
 *
 * IM1: after a quiet moment an edit is applied as soon as the messages that came with it are read.
 * IM2: `flush` leaves nothing waiting. An edit that cannot be applied keeps no other one back.
 * IM3: Yjs sees nothing that the guard has not let in.
 */
export class IncomingMessages {
  readonly #doc: Y.Doc;
  readonly #origin: object;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #gate: UpdateGate;
  readonly #onUntaken: (untaken: Untaken) => void;
  readonly #updates: Uint8Array[] = [];
  readonly #tasks: (() => void)[] = [];
  #state: 'quiet' | 'scheduled' | 'pausing' | 'disposed' = 'quiet';
  #cancelPause: (() => void) | undefined;

  /** `origin` marks the transactions; `onUntaken` is told of the first in a batch that the guard did not let in. */
  constructor(options: {
    doc: Y.Doc;
    origin: object;
    clock: Clock;
    log: Log;
    onUntaken: (untaken: Untaken) => void;
  }) {
    this.#doc = options.doc;
    this.#origin = options.origin;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#gate = new UpdateGate(options.doc);
    this.#onUntaken = options.onUntaken;
  }

  /** A Yjs update; kept as it is until it is applied, so the caller must not write to it. */
  update(update: Uint8Array): void {
    this.#updates.push(update);
    this.#schedule();
  }

  /** An update that is to be there when this returns, after those that wait. False when one was not let in. */
  updateNow(update: Uint8Array): boolean {
    this.#updates.push(update);
    return this.flush();
  }

  /** Something that refers to the text, to be done once the updates before it are applied. */
  afterUpdates(task: () => void): void {
    this.#tasks.push(task);
    this.#schedule();
  }

  /** Applies what waits, now. False when something of it was not let in. */
  flush(): boolean {
    const updates = this.#updates.splice(0);
    const tasks = this.#tasks.splice(0);
    const untaken = updates.length > 0 ? this.#apply(updates) : undefined;
    for (const task of tasks) this.#guard(task);
    if (untaken !== undefined) this.#onUntaken(untaken);
    return untaken === undefined;
  }

  /** Applies what waits, and takes no part in anything any more. */
  dispose(): void {
    this.#state = 'disposed';
    this.#cancelPause?.();
    this.flush();
  }

  get #isDisposed(): boolean {
    return this.#state === 'disposed';
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
    // What came in may have ended the session.
    if (this.#isDisposed) return;
    this.#cancelPause = this.#clock.after(INTERVAL_MS, () => {
      if (this.#updates.length + this.#tasks.length > 0) this.#flushAndPause();
      else this.#state = 'quiet';
    });
  }

  #apply(updates: readonly Uint8Array[]): Untaken | undefined {
    let untaken: Untaken | undefined;
    this.#guard(() =>
      this.#doc.transact(() => {
        this.#gate.begin();
        for (const update of updates) {
          const verdict = this.#gate.inspect(update);
          if (verdict.kind === 'fits') this.#guard(() => Y.applyUpdate(this.#doc, update, this.#origin));
          else untaken ??= verdict;
        }
      }, this.#origin),
    );
    return untaken;
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
