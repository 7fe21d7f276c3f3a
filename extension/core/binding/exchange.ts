import type { BufferChange, Clock, EditorBuffer, Log, SubmitResult } from '../ports.ts';
import { attribute } from './attribution.ts';
import type { BindingProblem } from './bindingOptions.ts';
import type { BindingMoment, BindingProbe } from './bindingProbe.ts';
import { CalmTasks } from './calmTasks.ts';
import { type Delta, IDENTITY, isIdentity } from './delta.ts';
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
  readonly probe: BindingProbe | undefined;
  readonly maxReplaces: number;
  /** The document is the shared text now. */
  readonly onRest: () => void;
  readonly onProblem: (problem: BindingProblem) => void;
}

type State =
  /** Events of the document are held until `startFrom` tells where to begin. */
  | { readonly kind: 'waiting'; readonly held: BufferChange[] }
  /** The first of these changes is not known to be the person's; `decide` tells. */
  | { readonly kind: 'doubt'; readonly held: BufferChange[] }
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
  readonly #calmTasks = new CalmTasks();
  #state: State = { kind: 'open' };
  /** What has been decided about doubtful changes, by version. */
  readonly #verdicts = new Map<number, 'stands' | 'is taken back'>();
  /** The document's version as of the last processed event. */
  #version: number;
  #isRetired = false;
  #isScheduled = false;
  /** What was begun goes on by itself. */
  #isAmidst = false;

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
    return this.#state.kind === 'waiting' || this.#state.kind === 'doubt' ? this.#state.held : [];
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

  /** Where things stand; undefined while that is open. */
  moment(): BindingMoment | undefined {
    const { buffer, pending } = this.#options;
    if (this.#state.kind !== 'open' || this.isMissingEvents || !pending.isToldByOthers) return undefined;
    const documentText = buffer.slice(0, buffer.length);
    return { documentText, documentVersion: this.#version, pending: pending.delta };
  }

  documentChanged(change: BufferChange): void {
    this.#options.probe?.step({ kind: 'event', change });
    // An event that does not raise the version tells about the document's state, not its text.
    if (change.version <= (this.held.at(-1)?.version ?? this.#version)) return;
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
    else this.#version = this.#options.buffer.version;
    this.carryOn();
  }

  /** What becomes of the doubtful change that led to `version`. */
  decide(version: number, verdict: 'stands' | 'is taken back'): void {
    this.#verdicts.set(version, verdict);
    if (this.#state.kind !== 'doubt') return;
    const { held } = this.#state;
    this.#state = { kind: 'open' };
    this.#takeIn(held, 0);
    this.carryOn();
  }

  hold(): () => void {
    const { probe } = this.#options;
    const release = this.#holds.take(() => probe?.step({ kind: 'release', hold: release }));
    probe?.step({ kind: 'hold', hold: release });
    return release;
  }

  retryNow(): void {
    this.#retries.cancel();
    this.carryOn();
  }

  /** Sends nothing any more; what is held is decided by content. */
  retire(): void {
    if (!this.#isRetired) this.#options.probe?.step({ kind: 'settle' });
    this.#isRetired = true;
    // Text that is shared without need does less harm than text that is lost.
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

  /** Own undo or redo, while no edit is under way, instead of what the editor's own undo has done to the document. */
  takeBack(direction: 'undo' | 'redo', unwanted: Delta = IDENTITY): void {
    const { pending, probe, undo } = this.#options;
    if (this.#state.kind !== 'open' || !undo) return;
    probe?.step({ kind: 'takeBack' });
    pending.takeBack(() => undo.run(direction), unwanted);
  }

  /** What follows every change: sends what waits, or tells that all is at rest. */
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
    // With another version its event is on its way and comes back here; should it be lost, the audit notices.
    if (!this.#maySend() || buffer.version !== this.#version) return;
    probe?.step({ kind: 'send' });
    const flight = this.#amidst(() => pending.take(buffer, maxReplaces));
    if (!flight) {
      this.carryOn();
      return;
    }
    this.#state = { kind: 'flight', flight };
    buffer.submit(this.#version, flight.replaces).then((result) => {
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
        this.#landed(flight, first, whose);
      });
      this.#takeIn(flight.held, 1);
      if (whose === 'ours') {
        if (this.#retries.succeeded()) onProblem({ kind: 'editableAgain' });
      } else if (this.#retries.failed('ignored', this.#schedule)) {
        // It may make the same of the next one, and so on for ever.
        onProblem({ kind: 'notEditable' });
      }
    } else {
      pending.flightRefused(flight);
      this.#takeIn(flight.held, 0);
      // With an event it was a race, which is tried again at once. Without one the cause is another.
      const reason = result === 'accepted' ? 'ignored' : 'rejected';
      const isRace = flight.held.length > 0;
      if (!isRace && this.#retries.failed(reason, this.#schedule)) onProblem({ kind: 'notEditable' });
    }
    this.carryOn();
  }

  /** Takes in what was held, from its event number `from` on, and what waited for that, up to a doubtful change. */
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

  #landed(flight: Flight, event: BufferChange, whose: 'ours' | 'altered'): void {
    const { pending, probe, undo, log } = this.#options;
    this.#version = event.version;
    undo?.remoteEdit(flight.sent);
    if (whose === 'ours') {
      probe?.step({ kind: 'landed', version: event.version });
      pending.flightLanded(flight, event);
    } else {
      log.warn('The editor changed a remote edit on its way in; the document is led to the shared text.');
      pending.flightAltered(flight, event);
    }
  }

  /** Returns how many it has taken in: all, unless one is in doubt. */
  #integrate(changes: readonly BufferChange[]): number {
    let taken = changes.length;
    this.#guard(() => {
      for (const [k, change] of changes.entries()) {
        // What a fresh start has already taken in is not to be taken in again.
        if (change.version <= this.#version) continue;
        const verdict = change.isDoubtful ? this.#verdicts.get(change.version) : 'stands';
        if (verdict === undefined) {
          taken = k;
          return;
        }
        this.#verdicts.delete(change.version);
        if (verdict === 'stands') this.#localEdit(change);
        else this.#unwantedEdit(change);
      }
    });
    return taken;
  }

  /** The shared text stays as it is, and the document is led back to it. */
  #unwantedEdit(change: BufferChange): void {
    this.#version = change.version;
    this.#options.pending.unwantedChange(fromSequence(change.changes));
  }

  #localEdit(change: BufferChange): void {
    const { pending, probe, undo } = this.#options;
    this.#version = change.version;
    const delta = fromSequence(change.changes);
    if (isIdentity(delta)) return;
    if (change.reason && undo) {
      // VS Code ran its own undo, which does not know who wrote what: own edits are taken back instead.
      this.takeBack(change.reason, delta);
      return;
    }
    undo?.beforeEdit(change, pending.delta);
    const edit = pending.localChange(delta);
    probe?.step({ kind: 'understood', version: change.version, edit });
    undo?.afterEdit(change, pending.delta);
  }

  /** The document follows the shared text, never the other way: several people who heal the text would double it. */
  startAfresh(): void {
    const { buffer, probe, onProblem } = this.#options;
    onProblem({ kind: 'diverged' });
    const documentText = buffer.slice(0, buffer.length);
    probe?.step({ kind: 'startAfresh', documentText });
    this.startFrom(documentText);
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
