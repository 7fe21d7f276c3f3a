import * as Y from 'yjs';
import type { Clock, Log } from '../ports.ts';
import { UpdateGate } from './updateGate.ts';

/** An update that no relay would have sent. None of it was applied. */
export type Untaken = { readonly kind: 'gap' } | { readonly kind: 'refused'; readonly reason: string };

/**
 * One frame of a screen. Nobody sees the difference, and a storm of edits costs a fraction of applying them
 * one by one.
 */
const INTERVAL_MS = 16;

/**
 * Applies messages from the relay in their order, in at most one Yjs transaction per 16 ms. All edits of that
 * time then share the cost of one transaction: finding the changed places, and telling everybody.
 *
 * IM1: after a quiet moment, it applies an edit as soon as it has read the messages that came with it.
 * IM2: `flush` leaves nothing waiting. An edit that cannot be applied does not hold up another.
 * IM3: Yjs sees nothing that the guard has not accepted.
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

  /**
   * `origin` marks the transactions. `onUntaken` gets the first update of a batch that the guard did not
   * accept.
   */
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

  /** A Yjs update. It is kept uncopied until it is applied, so the caller must not write to it. */
  update(update: Uint8Array): void {
    this.#updates.push(update);
    this.#schedule();
  }

  /**
   * An update that must be applied when this returns, after those that wait. False if the guard did not
   * accept one.
   */
  updateNow(update: Uint8Array): boolean {
    this.#updates.push(update);
    return this.flush();
  }

  /** Something that refers to the text. It runs once the updates before it are applied. */
  afterUpdates(task: () => void): void {
    this.#tasks.push(task);
    this.#schedule();
  }

  /** Applies what waits, now. False if the guard did not accept all of it. */
  flush(): boolean {
    const updates = this.#updates.splice(0);
    const tasks = this.#tasks.splice(0);
    const untaken = updates.length > 0 ? this.#apply(updates) : undefined;
    for (const task of tasks) this.#guard(task);
    if (untaken !== undefined) this.#onUntaken(untaken);
    return untaken === undefined;
  }

  /** Applies what waits, and then does nothing more. */
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
    // Not at once, because one read from the network brings several messages.
    this.#clock.soon(() => this.#flushAndPause());
  }

  #flushAndPause(): void {
    if (this.#state === 'disposed') return;
    this.#state = 'pausing';
    this.flush();
    // The applied messages may have ended the session.
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

  /** An error in one message must not stop those after it. */
  #guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#log.error('What the relay sent could not be taken in.', { error: String(error) });
    }
  }
}
