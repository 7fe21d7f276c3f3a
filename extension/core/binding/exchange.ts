import type { BufferChange, Clock, EditorBuffer, Log, SubmitResult } from '../ports.ts';
import { attribute } from './attribution.ts';
import type { BindingProblem } from './bindingOptions.ts';
import { type Delta, isIdentity } from './delta.ts';
import type { Flight } from './flight.ts';
import { Holds } from './holds.ts';
import type { OwnUndo } from './ownUndo.ts';
import type { PendingChanges } from './pendingChanges.ts';
import { fromSequence } from './replaces.ts';
import { Retries } from './retries.ts';

export interface ExchangeOptions {
  readonly buffer: EditorBuffer;
  readonly clock: Clock;
  readonly log: Log;
  readonly pending: PendingChanges;
  readonly undo: OwnUndo | undefined;
  readonly maxReplaces: number;
  /** The document is the shared text now. */
  readonly onRest: () => void;
  readonly onProblem: (problem: BindingProblem) => void;
}

type State =
  /** Events of the document are held until `startFrom` tells where to begin. */
  | { readonly kind: 'waiting'; readonly held: BufferChange[] }
  /** No edit is under way. */
  | { readonly kind: 'open' }
  /** One edit is under way; events since are held, because only the reply tells whose the first one is. */
  | { readonly kind: 'flight'; readonly flight: Flight }
  | { readonly kind: 'dead' };

/**
 * Exchanges edits with the editor: sends pending changes, one edit at a time, and finds out of every event of the
 * document whether that edit made it or the person. docs/binding.md has the table of transitions.
 */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #holds: Holds;
  readonly #retries: Retries;
  readonly #calmTasks: (() => void)[] = [];
  #state: State = { kind: 'open' };
  /** The document's version as of the last processed event. */
  #version: number;
  #isRetired = false;
  #isScheduled = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#holds = new Holds(options.clock, this.carryOn);
    this.#retries = new Retries(options.buffer, options.clock);
    this.#version = options.buffer.version;
  }

  get state(): State['kind'] {
    return this.#state.kind;
  }

  /** Events that are not yet part of the document as far as the pending changes are concerned. */
  get held(): readonly BufferChange[] {
    if (this.#state.kind === 'flight') return this.#state.flight.held;
    return this.#state.kind === 'waiting' ? this.#state.held : [];
  }

  /** What leads from the document to the shared text, the edit under way included. */
  get total(): Delta {
    const { pending } = this.#options;
    return this.#state.kind === 'flight' ? pending.withFlight(this.#state.flight) : pending.delta;
  }

  /** True when the document has changed and no event has told so. */
  get isMissingEvents(): boolean {
    return this.#state.kind === 'open' && this.#options.buffer.version !== this.#version;
  }

  documentChanged(change: BufferChange): void {
    // An event that does not raise the version tells about the document's state, not its text.
    if (change.version <= (this.held.at(-1)?.version ?? this.#version)) return;
    const state = this.#state;
    if (state.kind === 'waiting') state.held.push(change);
    if (state.kind === 'flight') {
      state.flight.held.push(change);
      if (this.#isRetired) this.retire();
    }
    if (state.kind === 'open') {
      this.#integrate([change]);
      this.carryOn();
    }
  }

  wait(): void {
    if (this.#state.kind !== 'open') throw new Error('Only a binding without an edit under way can wait.');
    this.#state = { kind: 'waiting', held: [] };
  }

  startFrom(documentText: string): void {
    const state = this.#state;
    if (state.kind === 'flight' || state.kind === 'dead') {
      throw new Error('A binding can be reconciled only while no edit is under way.');
    }
    this.#options.pending.startFrom(documentText);
    this.#state = { kind: 'open' };
    if (state.kind === 'waiting') this.#integrate(state.held);
    else this.#version = this.#options.buffer.version;
    this.#becomeCalm();
  }

  hold(): () => void {
    return this.#holds.take();
  }

  retryNow(): void {
    this.#retries.cancel();
    this.carryOn();
  }

  /** Sends nothing any more; what is held is decided by content. */
  retire(): void {
    this.#isRetired = true;
    if (this.#state.kind === 'flight' && this.#state.flight.held.length > 0) {
      this.#conclude(this.#state.flight, 'unknown');
    }
  }

  dispose(): void {
    this.retire();
    this.#state = { kind: 'dead' };
    this.#holds.dispose();
    this.#retries.cancel();
    this.#becomeCalm();
  }

  /** Runs the task when no edit is under way. */
  atCalm(task: () => void): void {
    if (this.#state.kind === 'flight' || this.#state.kind === 'waiting') this.#calmTasks.push(task);
    else task();
  }

  /** What follows every change: sends what waits, or tells that all is at rest. */
  readonly carryOn = (): void => {
    if (this.#state.kind === 'open' && this.#options.pending.isEmpty) this.#options.onRest();
    else this.#schedule();
  };

  readonly #schedule = (): void => {
    if (this.#isScheduled || this.#retries.isWaiting || !this.#maySend()) return;
    this.#isScheduled = true;
    this.#options.clock.soon(() => {
      this.#isScheduled = false;
      this.#guard(() => {
        this.#send();
      });
    });
  };

  #maySend(): boolean {
    const isAllowed = this.#state.kind === 'open' && !this.#isRetired && !this.#holds.isHeld;
    return isAllowed && !this.#options.pending.isEmpty;
  }

  #send(): void {
    const { buffer, pending, maxReplaces } = this.#options;
    // With another version its event is on its way and comes back here; should it be lost, the audit notices.
    if (!this.#maySend() || buffer.version !== this.#version) return;
    const flight = pending.take(buffer, maxReplaces);
    if (!flight) {
      this.carryOn();
      return;
    }
    this.#state = { kind: 'flight', flight };
    buffer.submit(this.#version, flight.replaces).then((result) => {
      if (this.#state.kind === 'flight' && this.#state.flight === flight) this.#conclude(flight, result);
    });
  }

  #conclude(flight: Flight, result: SubmitResult | 'unknown'): void {
    const { pending, onProblem } = this.#options;
    this.#state = { kind: 'open' };
    const [first, ...later] = flight.held;
    const whose = first && result !== 'rejected' ? attribute(first.changes, flight.replaces) : 'foreign';
    if (first && (whose === 'ours' || (whose === 'altered' && result === 'accepted'))) {
      this.#guard(() => {
        this.#landed(flight, first, whose);
      });
      this.#integrate(later);
      if (this.#retries.succeeded()) onProblem({ kind: 'editableAgain' });
    } else {
      pending.flightRefused(flight);
      this.#integrate(flight.held);
      // With an event it was a race, which is tried again at once. Without one the cause is another.
      const reason = result === 'accepted' ? 'ignored' : 'rejected';
      const isRace = flight.held.length > 0;
      if (!isRace && this.#retries.failed(reason, this.#schedule)) onProblem({ kind: 'notEditable' });
    }
    this.#becomeCalm();
  }

  #becomeCalm(): void {
    for (const task of this.#calmTasks.splice(0)) task();
    this.carryOn();
  }

  #landed(flight: Flight, event: BufferChange, whose: 'ours' | 'altered'): void {
    const { pending, undo, log } = this.#options;
    this.#version = event.version;
    undo?.remoteEdit(flight.sent);
    if (whose === 'ours') {
      pending.flightLanded(flight, event);
    } else {
      log.warn('The editor changed a remote edit on its way in; the document is led to the shared text.');
      pending.flightAltered(flight, event);
    }
  }

  #integrate(changes: readonly BufferChange[]): void {
    this.#guard(() => {
      // What a fresh start has already taken in is not to be taken in again.
      for (const change of changes) if (change.version > this.#version) this.#localEdit(change);
    });
  }

  #localEdit(change: BufferChange): void {
    const { pending, undo } = this.#options;
    this.#version = change.version;
    const delta = fromSequence(change.changes);
    if (isIdentity(delta)) return;
    if (change.reason && undo) {
      // VS Code ran its own undo, which does not know who wrote what: own edits are taken back instead.
      pending.unwantedChange(delta);
      undo.run(change.reason);
      return;
    }
    undo?.beforeEdit(change, pending.delta);
    pending.localChange(delta);
    undo?.afterEdit(change, pending.delta);
  }

  /** The document follows the shared text, never the other way: several people who heal the text would double it. */
  startAfresh(): void {
    const { buffer, log, onProblem } = this.#options;
    log.error('The document has diverged from the shared text and is led back to it.');
    onProblem({ kind: 'diverged' });
    this.startFrom(buffer.slice(0, buffer.length));
  }

  /** An error in here must not reach the editor's event loop, and must not leave the document behind. */
  #guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#options.log.error('An edit could not be carried over.', { error: String(error) });
      if (this.#state.kind === 'open') this.startAfresh();
    }
  }
}
