import type { BufferChange, Clock, EditorBuffer, SubmitResult } from '../ports.ts';
import { attribute } from './attribution.ts';
import type { BindingProblem } from './bindingOptions.ts';
import type { BindingMoment } from './bindingProbe.ts';
import { CalmTasks } from './calmTasks.ts';
import type { Delta } from '../../shared/text/delta.ts';
import { DocumentEvents, type DocumentEventsOptions, type ChangeDecision } from './documentEvents.ts';
import type { Flight } from './flight.ts';
import { Holds } from './holds.ts';
import { Retries } from './retries.ts';

export interface ExchangeOptions extends DocumentEventsOptions {
  readonly buffer: EditorBuffer;
  readonly clock: Clock;
  readonly maxReplaces: number;
  /** The document is the shared text now. */
  readonly onRest: () => void;
  readonly onProblem: (problem: BindingProblem) => void;
}

type State =
  /** The exchange holds the document's events until `startFrom` says where to begin. */
  | { readonly kind: 'waiting'; readonly held: BufferChange[] }
  /** The first of these changes may not be the person's; `decide` says. */
  | { readonly kind: 'doubt'; readonly held: BufferChange[] }
  /** No edit is on its way. */
  | { readonly kind: 'open' }
  /**
   * One edit is on its way. Events since then are held, because only the reply tells whose the first one is.
   */
  | { readonly kind: 'flight'; readonly flight: Flight }
  | { readonly kind: 'dead' };

/**
 * Exchanges edits with the editor. It sends pending changes, one edit at a time, and finds out whether that
 * edit or the person caused each event of the document. docs/binding.md has the table of transitions.
 */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #events: DocumentEvents;
  readonly #holds: Holds;
  readonly #retries: Retries;
  readonly #calmTasks = new CalmTasks();
  #state: State = { kind: 'open' };
  #isRetired = false;
  #isScheduled = false;
  /** Work that has begun continues by itself. */
  #isAmidst = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#events = new DocumentEvents(options, options.buffer.version);
    this.#holds = new Holds(options.clock, this.carryOn);
    this.#retries = new Retries(options.buffer, options.clock);
  }

  get state(): State['kind'] {
    return this.#state.kind;
  }

  /** Events that the pending changes do not yet count as part of the document. */
  get held(): readonly BufferChange[] {
    if (this.#state.kind === 'flight') return this.#state.flight.held;
    return this.#state.kind === 'waiting' || this.#state.kind === 'doubt' ? this.#state.held : [];
  }

  /** The delta from the document to the shared text, including the edit on its way. */
  get total(): Delta {
    const { pending } = this.#options;
    return this.#state.kind === 'flight' ? pending.withFlight(this.#state.flight) : pending.delta;
  }

  /** True when the document has changed without an event. */
  get isMissingEvents(): boolean {
    return this.#state.kind === 'open' && this.#options.buffer.version !== this.#events.version;
  }

  /** The present state; undefined while it is open. */
  moment(): BindingMoment | undefined {
    const { buffer, pending } = this.#options;
    if (this.#state.kind !== 'open' || this.isMissingEvents || !pending.isToldByOthers) return undefined;
    const documentText = buffer.slice(0, buffer.length);
    return { documentText, documentVersion: this.#events.version, pending: pending.delta };
  }

  documentChanged(change: BufferChange): void {
    this.#options.probe?.step({ kind: 'event', change });
    // An event that does not raise the version tells about the document's state, not its text.
    if (change.version <= (this.held.at(-1)?.version ?? this.#events.version)) return;
    const state = this.#state;
    if (state.kind === 'waiting' || state.kind === 'doubt') state.held.push(change);
    if (state.kind === 'flight') {
      state.flight.held.push(change);
      if (this.#isRetired) this.retire();
    }
    if (state.kind === 'open') {
      this.#takeIn([change], 0);
      this.carryOn();
    }
  }

  wait(): void {
    if (this.#state.kind !== 'open') throw new Error('Only a binding without an edit under way can wait.');
    this.#state = { kind: 'waiting', held: [] };
  }

  startFrom(documentText: string): void {
    const state = this.#state;
    if (state.kind === 'flight' || state.kind === 'doubt' || state.kind === 'dead') {
      throw new Error('A binding can be reconciled only while no edit is under way.');
    }
    this.#options.pending.startFrom(documentText);
    this.#state = { kind: 'open' };
    if (state.kind === 'waiting') this.#takeIn(state.held, 0);
    else this.#events.startAfter(this.#options.buffer.version);
    this.carryOn();
  }

  /** Decides the doubtful change that led to `version`. */
  decide(version: number, decision: ChangeDecision): void {
    this.#events.decide(version, decision);
    if (this.#state.kind !== 'doubt') return;
    const { held } = this.#state;
    this.#state = { kind: 'open' };
    this.#takeIn(held, 0);
    this.carryOn();
  }

  hold(maxMs?: number): () => void {
    const { probe } = this.#options;
    const release = this.#holds.take(() => probe?.step({ kind: 'release', hold: release }), maxMs);
    probe?.step({ kind: 'hold', hold: release });
    return release;
  }

  retryNow(): void {
    this.#retries.cancel();
    this.carryOn();
  }

  /** Sends nothing more. Content decides about the held events. */
  retire(): void {
    if (!this.#isRetired) this.#options.probe?.step({ kind: 'settle' });
    this.#isRetired = true;
    // Sharing text needlessly does less harm than losing it.
    while (this.#state.kind === 'doubt') this.decide(this.#state.held[0]?.version ?? 0, 'stands');
    if (this.#state.kind === 'flight' && this.#state.flight.held.length > 0) {
      this.#conclude(this.#state.flight, 'unknown');
    }
  }

  dispose(): void {
    this.retire();
    this.#state = { kind: 'dead' };
    this.#holds.dispose();
    this.#retries.cancel();
    this.#takeIn([], 0);
  }

  /** Runs the task when no edit is under way, and between the events that came before it and those after it. */
  atCalm(task: () => void): void {
    if (this.#state.kind === 'open' || this.#state.kind === 'dead') task();
    else this.#calmTasks.add(this.held.length, task);
  }

  /** Our undo or redo, while no edit is on its way. */
  takeBack(direction: 'undo' | 'redo'): void {
    if (this.#state.kind === 'open') this.#events.takeBack(direction);
  }

  /** Runs after every change: sends what waits, or reports that everything is at rest. */
  readonly carryOn = (): void => {
    if (this.#isAmidst) return;
    if (this.#state.kind === 'open') this.#options.probe?.calm();
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
    const { buffer, pending, maxReplaces, probe } = this.#options;
    // If the version differs, its event is on its way and leads back here. If that event is lost, the audit
    // notices.
    if (!this.#maySend() || buffer.version !== this.#events.version) return;
    probe?.step({ kind: 'send' });
    const flight = this.#amidst(() => pending.take(buffer, maxReplaces));
    if (!flight) {
      this.carryOn();
      return;
    }
    this.#state = { kind: 'flight', flight };
    buffer.submit(this.#events.version, flight.replaces).then((result) => {
      if (this.#state.kind !== 'flight' || this.#state.flight !== flight) return;
      probe?.step({ kind: 'reply', result });
      this.#conclude(flight, result);
    });
  }

  #conclude(flight: Flight, result: SubmitResult | 'unknown'): void {
    const { pending, onProblem } = this.#options;
    this.#state = { kind: 'open' };
    const [first] = flight.held;
    const whose = first && result !== 'rejected' ? attribute(first.changes, flight.replaces) : 'foreign';
    if (first && (whose === 'ours' || (whose === 'altered' && result === 'accepted'))) {
      this.#guard(() => {
        this.#events.processLanded(flight, first, whose);
      });
      this.#takeIn(flight.held, 1);
      if (whose === 'ours') {
        if (this.#retries.succeeded()) onProblem({ kind: 'editableAgain' });
      } else if (this.#retries.failed('ignored', this.#schedule)) {
        // It may alter the next one in the same way, and so on forever.
        onProblem({ kind: 'notEditable' });
      }
    } else {
      pending.flightRefused(flight);
      this.#takeIn(flight.held, 0);
      // With an event, it was a race, so try again at once. Without one, there is another cause.
      const reason = result === 'accepted' ? 'ignored' : 'rejected';
      const isRace = flight.held.length > 0;
      if (!isRace && this.#retries.failed(reason, this.#schedule)) onProblem({ kind: 'notEditable' });
    }
    this.carryOn();
  }

  /**
   * Processes the held events from number `from` on, and the tasks that waited for them, up to a doubtful
   * change.
   */
  #takeIn(held: readonly BufferChange[], from: number): void {
    this.#amidst(() => {
      const left = this.#calmTasks.run(held, from, (changes) => this.#integrate(changes));
      if (left.length > 0) this.#state = { kind: 'doubt', held: [...left] };
    });
  }

  #amidst<T>(task: () => T): T {
    this.#isAmidst = true;
    try {
      return task();
    } finally {
      this.#isAmidst = false;
    }
  }

  /** Returns how many it has processed: all, unless one is in doubt. */
  #integrate(changes: readonly BufferChange[]): number {
    let taken = changes.length;
    this.#guard(() => {
      taken = this.#events.process(changes);
    });
    return taken;
  }

  /**
   * The document follows the shared text, never the other way. If several people healed the text, they would
   * double it.
   */
  startAfresh(): void {
    const { buffer, probe, onProblem } = this.#options;
    const documentText = buffer.slice(0, buffer.length);
    onProblem({ kind: 'diverged', documentText });
    probe?.step({ kind: 'startAfresh', documentText });
    this.startFrom(documentText);
  }

  /** An error here must not reach the editor's event loop, and must not leave the document out of date. */
  #guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#options.log.error('An edit could not be carried over.', { error: String(error) });
      if (this.#state.kind === 'open') this.startAfresh();
    }
  }
}
