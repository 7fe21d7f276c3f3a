import type * as Y from 'yjs';
import type { BufferChange, BufferSelection, Clock, EditorBuffer, Log, SubmitResult } from '../ports.ts';
import { attribute } from './attribution.ts';
import {
  apply,
  compose,
  type Delta,
  IDENTITY,
  invert,
  isIdentity,
  mapOffset,
  transform,
  unmapOffset,
} from './delta.ts';
import { type Flight, prepareFlight } from './flight.ts';
import { OwnUndo } from './ownUndo.ts';
import { difference, refine } from './refine.ts';
import { fromSequence, toReplaces, trim } from './replaces.ts';
import {
  fromYjsDelta,
  readText,
  takeOutReturns,
  textBefore,
  withDeletedText,
  writeDelta,
} from './sharedText.ts';
import { makeWellFormed } from './wellFormed.ts';

export interface BindingOptions {
  readonly text: Y.Text;
  readonly buffer: EditorBuffer;
  readonly clock: Clock;
  readonly log: Log;
  /** Marks the binding's own writes to the shared text; the binding itself unless told. */
  readonly origin?: object;
  /** With it, undo takes back own edits only. The binding decides where its steps end. */
  readonly undo?: Y.UndoManager;
  readonly tuning?: Partial<BindingTuning>;
}

export interface BindingTuning {
  /** VS Code melts 1,000 replacements of one edit into a single big one; half of that stays clear of it. */
  readonly maxReplaces: number;
  /** Local replacements from this length on are taken apart into what really changed. */
  readonly refineFromUnits: number;
}

export type BindingProblem =
  /** The editor refuses every edit: the document is read-only, or its file is gone. Remote text waits. */
  | { readonly kind: 'notEditable' }
  /** The editor takes edits again. */
  | { readonly kind: 'editableAgain' }
  /** The document no longer showed the shared text; it has been led back to it. */
  | { readonly kind: 'diverged' };

const DEFAULT_TUNING: BindingTuning = { maxReplaces: 500, refineFromUnits: 16 };
const MAX_HOLD_MS = 3_000;
const AUDIT_AFTER_MS = 2_000;
const MAX_BACKOFF_MS = 1_000;
/** So many refused edits in a row, spread over both ways of editing, are no accident. */
const REPORT_AFTER_FAILURES = 8;

type State =
  /** Events of the document are held until `reconcile` tells where to begin. */
  | { readonly kind: 'waiting'; readonly held: BufferChange[] }
  /** No edit is under way. */
  | { readonly kind: 'open' }
  /** One edit is under way; events since are held, because only the reply tells whose the first one is. */
  | { readonly kind: 'flight'; readonly flight: Flight }
  | { readonly kind: 'dead' };

/**
 * Keeps a document and the shared text equal while both change (docs/binding.md). Outside its methods these hold:
 *
 * B1 The shared text is what `pending` makes of the document; with an edit under way, what the edit and then `pending`
 *    make of it. Held events are not yet part of the document in this sense.
 * B2 Every local edit reaches the shared text exactly once, and none of its inserted text is dropped.
 * B3 Every remote change enters `pending` exactly once, and leaves it only when it is proven to be in the document.
 * B4 At rest the document equals the shared text.
 * B5 Nothing is replaced wholesale, on either side.
 */
export class Binding {
  readonly origin: object;
  readonly #text: Y.Text;
  readonly #buffer: EditorBuffer;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #tuning: BindingTuning;
  readonly #undo: OwnUndo | undefined;
  readonly #problemListeners = new Set<(problem: BindingProblem) => void>();
  /** Marks deletions of carriage returns; unlike own edits they come back through the observer. */
  readonly #cleaning = {};

  #state: State = { kind: 'open' };
  /** What leads from the document (and the edit under way) to the shared text. */
  #pending: Delta = IDENTITY;
  /** The document's version as of the last processed event. */
  #version: number;
  #holds = new Set<object>();
  #isRetired = false;
  #isScheduled = false;
  #failures = 0;
  #cancelRetry: (() => void) | undefined;
  #cancelAudit: (() => void) | undefined;
  #areSelectionsDue = false;
  #whenCalm: (() => void)[] = [];
  #whenIdle: (() => void)[] = [];

  /** The document's text must be the shared text, or be led to it by `reconcile` at once. */
  constructor({ text, buffer, clock, log, origin, undo, tuning }: BindingOptions) {
    this.#text = text;
    this.#buffer = buffer;
    this.#clock = clock;
    this.#log = log;
    this.#tuning = { ...DEFAULT_TUNING, ...tuning };
    this.origin = origin ?? this;
    this.#undo = undo && new OwnUndo(text, undo, this.origin);
    this.#version = buffer.version;
    text.observe(this.#textChanged);
  }

  /** True when nothing is under way: the document is the shared text. */
  get isIdle(): boolean {
    return this.#state.kind === 'open' && isIdentity(this.#pending);
  }

  /** Resolves at the next moment of rest, or when the binding ends. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isIdle || this.#state.kind === 'dead') resolve();
      else this.#whenIdle.push(resolve);
    });
  }

  /** Resolves as soon as no edit is under way; remote changes may wait. To be awaited after `hold`. */
  whenCalm(): Promise<void> {
    return new Promise((resolve) => {
      this.#atCalm(resolve);
    });
  }

  onProblem(listener: (problem: BindingProblem) => void): () => void {
    this.#problemListeners.add(listener);
    return () => this.#problemListeners.delete(listener);
  }

  /** To be called for every change event of the document, in order, once `buffer` shows the text after it. */
  documentChanged(change: BufferChange): void {
    // An event that does not raise the version tells about the document's state, not its text.
    if (change.version <= (this.#held().at(-1)?.version ?? this.#version)) return;
    const state = this.#state;
    if (state.kind === 'waiting') state.held.push(change);
    if (state.kind === 'flight') {
      state.flight.held.push(change);
      if (this.#isRetired) this.settle();
    }
    if (state.kind === 'open') {
      this.#integrate([change]);
      this.#carryOn();
    }
  }

  /** The selections in the active editor have changed just after a local edit and because of it. */
  selectionsFollowed(selections: readonly BufferSelection[]): void {
    if (this.#state.kind === 'open') this.#undo?.selectionsAfter(selections, this.#pending);
  }

  /** Holds all events from now until `reconcile`: another document is still the source of what is typed here. */
  wait(): void {
    if (this.#state.kind !== 'open') throw new Error('Only a binding that is at rest can wait.');
    this.#state = { kind: 'waiting', held: [] };
  }

  /**
   * The document reads `documentText` (as of the call, or as of `wait`) and is led to the shared text by a small edit;
   * the shared text is not touched.
   */
  reconcile(documentText: string): void {
    const state = this.#state;
    if (state.kind === 'flight' || state.kind === 'dead') {
      throw new Error('A binding can be reconciled only while no edit is under way.');
    }
    this.#pending = difference(documentText, readText(this.#text));
    this.#state = { kind: 'open' };
    if (state.kind === 'waiting') this.#integrate(state.held);
    else this.#version = this.#buffer.version;
    this.#carryOn();
  }

  /** Keeps remote edits out of the editor until released, at most for three seconds; they wait. */
  hold(): () => void {
    const token = {};
    const cancel = this.#clock.after(MAX_HOLD_MS, () => {
      release();
    });
    const release = (): void => {
      cancel();
      if (this.#holds.delete(token)) this.#carryOn();
    };
    this.#holds.add(token);
    return release;
  }

  /** Something about the editor is different (shown, hidden, writable): tries again at once. */
  editorChanged(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#carryOn();
  }

  /** Takes back this person's last edit; resolves when the document shows it and the selections are back. */
  undo(): Promise<void> {
    return this.#takeBack('undo');
  }

  redo(): Promise<void> {
    return this.#takeBack('redo');
  }

  /**
   * Sends nothing any more, but goes on to write down what is typed. An edit whose reply may never come is decided by
   * the content of the events that followed it, so that the keystrokes among them reach the shared text now.
   */
  settle(): void {
    this.#isRetired = true;
    if (this.#state.kind === 'flight' && this.#state.flight.held.length > 0) {
      this.#conclude(this.#state.flight, 'unknown');
    }
  }

  dispose(): void {
    if (this.#state.kind === 'dead') return;
    this.settle();
    this.#state = { kind: 'dead' };
    this.#text.unobserve(this.#textChanged);
    this.#undo?.dispose();
    this.#cancelRetry?.();
    this.#cancelAudit?.();
    this.#problemListeners.clear();
    this.#runAll(this.#whenCalm.splice(0));
    this.#runAll(this.#whenIdle.splice(0));
  }

  /** The shared text's offset for an offset in the document as the editor shows it now. */
  toShared(offset: number): number {
    const before = this.#held().reduceRight(
      (at, change) => unmapOffset(fromSequence(change.changes), at),
      offset,
    );
    return mapOffset(this.#total(), before, 'before');
  }

  /** The document's offset, as the editor shows it now, for an offset in the shared text. */
  toDocument(offset: number): number {
    const before = unmapOffset(this.#total(), offset);
    return this.#held().reduce((at, change) => mapOffset(fromSequence(change.changes), at, 'before'), before);
  }

  /** What the shared text must read if the document reads this (B1); undefined while held events leave it open. */
  predict(documentText: string): string | undefined {
    return this.#held().length > 0 ? undefined : apply(this.#total(), documentText);
  }

  readonly #textChanged = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === this.origin || this.#state.kind === 'waiting') return;
    this.#pending = compose(this.#pending, fromYjsDelta(event.delta));
    this.#schedule();
  };

  #integrate(changes: readonly BufferChange[]): void {
    this.#guard(() => {
      for (const change of changes) this.#localEdit(change);
    });
  }

  #localEdit(change: BufferChange): void {
    this.#version = change.version;
    const delta = fromSequence(change.changes);
    if (isIdentity(delta)) return;
    if (change.reason && this.#undo) {
      this.#veto(delta, change.reason, this.#undo);
      return;
    }
    this.#areSelectionsDue = false;
    this.#undo?.beforeEdit(change, this.#pending);
    this.#writeLocal(delta);
    this.#undo?.afterEdit(change, this.#pending);
  }

  #writeLocal(typed: Delta): void {
    const { delta: clean, repair } = makeWellFormed(typed);
    const replacesText = toReplaces(clean).some(({ length, text }) => length > 0 && text !== '');
    const delta = replacesText
      ? refine(clean, textBefore(this.#pending, readText(this.#text)), this.#tuning.refineFromUnits)
      : clean;
    const shared = transform(delta, this.#pending, 'before');
    this.#pending = compose(repair, transform(this.#pending, delta, 'after'));
    writeDelta(this.#text, shared, this.origin);
  }

  /** VS Code ran its own undo, which does not know who wrote what: puts the text back and takes back own edits. */
  #veto(delta: Delta, reason: 'undo' | 'redo', undo: OwnUndo): void {
    const shared = transform(delta, this.#pending, 'before');
    const back = invert(withDeletedText(shared, readText(this.#text)));
    this.#pending = compose(transform(this.#pending, delta, 'after'), back);
    this.#areSelectionsDue = undo.run(reason);
  }

  #takeBack(direction: 'undo' | 'redo'): Promise<void> {
    const undo = this.#undo;
    if (!undo) return Promise.reject(new Error('This binding was made without an undo manager.'));
    return new Promise((resolve) => {
      // While events are held, the newest keystrokes are not yet in the shared text.
      this.#atCalm(() => {
        if (this.#state.kind === 'open' && undo.run(direction)) this.#areSelectionsDue = true;
        void this.whenIdle().then(resolve);
        this.#carryOn();
      });
    });
  }

  #atCalm(task: () => void): void {
    if (this.#state.kind === 'flight' || this.#state.kind === 'waiting') this.#whenCalm.push(task);
    else task();
  }

  /** What follows every change of state: sends what waits, or tells those who wait for rest. */
  #carryOn(): void {
    if (!this.isIdle) {
      this.#schedule();
      return;
    }
    if (this.#areSelectionsDue && this.#undo) {
      this.#areSelectionsDue = false;
      const selections = this.#undo.selectionsToRestore();
      if (selections.length > 0) this.#buffer.select(selections);
    }
    this.#armAudit();
    this.#runAll(this.#whenIdle.splice(0));
  }

  #schedule(): void {
    if (this.#isScheduled || this.#cancelRetry || !this.#maySend()) return;
    this.#isScheduled = true;
    this.#clock.soon(() => {
      this.#isScheduled = false;
      this.#guard(() => {
        this.#flush();
      });
    });
  }

  #maySend(): boolean {
    return (
      this.#state.kind === 'open' && !this.#isRetired && this.#holds.size === 0 && !isIdentity(this.#pending)
    );
  }

  #flush(): void {
    if (!this.#maySend()) return;
    if (this.#buffer.version !== this.#version) {
      // The event that raised it is on its way and comes back here; should it be lost, the audit notices.
      this.#armAudit();
      return;
    }
    takeOutReturns(this.#text, this.#pending, this.#cleaning);
    const next = prepareFlight(this.#pending, this.#buffer, this.#tuning.maxReplaces);
    this.#pending = next?.rest ?? IDENTITY;
    if (!next) {
      this.#carryOn();
      return;
    }
    const { flight } = next;
    this.#state = { kind: 'flight', flight };
    this.#buffer.submit(this.#version, flight.replaces).then((result) => {
      if (this.#state.kind === 'flight' && this.#state.flight === flight) this.#conclude(flight, result);
    });
  }

  #conclude(flight: Flight, result: SubmitResult | 'unknown'): void {
    this.#state = { kind: 'open' };
    const [first, ...later] = flight.held;
    const whose = first && result !== 'rejected' ? attribute(first.changes, flight.replaces) : 'foreign';
    const isLanded = whose === 'ours' || (whose === 'altered' && result === 'accepted');
    if (first && isLanded) {
      this.#guard(() => {
        if (whose === 'ours') this.#ownEditLanded(flight, first);
        else this.#alteredEditLanded(flight, first);
      });
      this.#integrate(later);
      if (this.#failures >= REPORT_AFTER_FAILURES) this.#report({ kind: 'editableAgain' });
      this.#failures = 0;
    } else {
      // Not `sent`: a rewritten neighbour that somebody deletes meanwhile would be lost with it.
      this.#pending = compose(flight.pure, this.#pending);
      this.#integrate(flight.held);
      if (flight.held.length === 0) this.#backOff(result === 'accepted' ? 'ignored' : 'rejected');
    }
    this.#runAll(this.#whenCalm.splice(0));
    this.#carryOn();
  }

  #ownEditLanded(flight: Flight, event: BufferChange): void {
    this.#version = event.version;
    this.#undo?.remoteEdit(flight.sent);
    // The editor may have done more than asked: trimming white space that it had indented by itself rides along.
    const extra = trim(compose(invert(flight.sent), fromSequence(event.changes)));
    if (!isIdentity(extra)) this.#writeLocal(extra);
  }

  /** The editor made something else of the edit. Its effect is not known, so the document is led to the shared text. */
  #alteredEditLanded(flight: Flight, event: BufferChange): void {
    this.#version = event.version;
    this.#undo?.remoteEdit(flight.sent);
    this.#log.warn('The editor changed a remote edit on its way in; the document is led to the shared text.');
    const total = compose(flight.pure, this.#pending);
    const before = textBefore(total, readText(this.#text));
    this.#pending = trim(compose(invert(withDeletedText(fromSequence(event.changes), before)), total));
  }

  /** Nothing happened and nobody else caused that: another way of editing, after a while. */
  #backOff(reason: 'ignored' | 'rejected'): void {
    this.#failures++;
    this.#buffer.preferOtherPrimitive(reason, this.#failures);
    if (this.#failures === REPORT_AFTER_FAILURES) this.#report({ kind: 'notEditable' });
    const delayMs = Math.min(MAX_BACKOFF_MS, 5 * 2 ** Math.min(this.#failures, 8));
    this.#cancelRetry = this.#clock.after(delayMs, () => {
      this.#cancelRetry = undefined;
      this.#schedule();
    });
  }

  #armAudit(): void {
    this.#cancelAudit ??= this.#clock.after(AUDIT_AFTER_MS, () => {
      this.#cancelAudit = undefined;
      this.#audit();
    });
  }

  #audit(): void {
    if (this.#state.kind !== 'open') return;
    const isMissingEvents = this.#buffer.version !== this.#version;
    if (isMissingEvents || (this.isIdle && this.#documentText() !== readText(this.#text))) this.#resync();
  }

  /** The document follows the shared text, never the other way: several peers who heal the text would double it. */
  #resync(): void {
    this.#log.error('The document has diverged from the shared text and is led back to it.');
    this.#report({ kind: 'diverged' });
    this.reconcile(this.#documentText());
  }

  /** An error in here must not reach the editor's event loop, and must not leave the document behind. */
  #guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#log.error('An edit could not be carried over.', { error: String(error) });
      if (this.#state.kind === 'open') this.#resync();
    }
  }

  #documentText(): string {
    return this.#buffer.slice(0, this.#buffer.length);
  }

  #held(): readonly BufferChange[] {
    if (this.#state.kind === 'flight') return this.#state.flight.held;
    return this.#state.kind === 'waiting' ? this.#state.held : [];
  }

  #total(): Delta {
    return this.#state.kind === 'flight' ? compose(this.#state.flight.pure, this.#pending) : this.#pending;
  }

  #report(problem: BindingProblem): void {
    for (const listener of this.#problemListeners) listener(problem);
  }

  #runAll(tasks: readonly (() => void)[]): void {
    for (const task of tasks) task();
  }
}
