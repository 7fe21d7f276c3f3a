import type * as Y from 'yjs';
import type { BufferChange, BufferSelection, Clock, EditorBuffer } from '../ports.ts';
import { type BindingOptions, type BindingProblem, DEFAULT_TUNING } from './bindingOptions.ts';
import type { BindingProbe } from './bindingProbe.ts';
import type { ChangeDecision } from './documentEvents.ts';
import { apply, mapOffset, unmapOffset } from '../../shared/text/delta.ts';
import { Exchange } from './exchange.ts';
import { OwnUndo } from './ownUndo.ts';
import { PendingChanges } from './pendingChanges.ts';
import { fromSequence } from '../../shared/text/replaces.ts';
import { TimerSlot } from '../../shared/timerSlot.ts';
import { textDelta } from './textDelta.ts';

const AUDIT_AFTER_MS = 2_000;

/**
 * Keeps a document and the shared text equal while both change (docs/binding.md). Outside its methods these hold:
 *
 * B1 Applying the pending changes to the document gives the shared text. With an edit on its way, applying
 *    that edit and then the pending changes gives it. Held events are not yet part of the document in this
 *    sense.
 * B2 Every local edit reaches the shared text exactly once, and none of its inserted text is dropped.
 * B3 Every remote change becomes pending exactly once, and stays pending until an event proves that it is in
 * the document.
 * B4 At rest the document equals the shared text.
 * B5 The binding never replaces everything, on either side.
 */
export class Binding {
  /** Marks the binding's own writes to the shared text. */
  readonly origin: object;
  readonly #text: Y.Text;
  readonly #buffer: EditorBuffer;
  readonly #clock: Clock;
  readonly #pending: PendingChanges;
  readonly #undo: OwnUndo | undefined;
  readonly #exchange: Exchange;
  readonly #problemListeners = new Set<(problem: BindingProblem) => void>();
  readonly #idleTasks: (() => void)[] = [];
  readonly #probe: BindingProbe | undefined;
  readonly #audit: TimerSlot;
  #changedAtMs = 0;

  /** The document's text must be the shared text, or the caller brings it there with `reconcile` at once. */
  constructor({ text, buffer, clock, log, origin, undo, tuning, probe }: BindingOptions) {
    const { maxReplaces, refineFromUnits } = { ...DEFAULT_TUNING, ...tuning };
    this.origin = origin ?? this;
    this.#text = text;
    this.#buffer = buffer;
    this.#clock = clock;
    this.#probe = probe;
    this.#audit = new TimerSlot(clock);
    this.#pending = new PendingChanges(text, this.origin, refineFromUnits);
    this.#undo = undo && new OwnUndo(text, undo, this.origin);
    this.#exchange = new Exchange({
      buffer,
      clock,
      log,
      pending: this.#pending,
      undo: this.#undo,
      probe,
      maxReplaces,
      onRest: () => {
        this.#cameToRest();
      },
      onProblem: (problem) => {
        for (const listener of this.#problemListeners) listener(problem);
      },
    });
    text.observe(this.#textChanged);
    probe?.begin({ moment: () => this.#exchange.moment(), sharedLength: () => text.length });
  }

  /** True when nothing is pending or on its way: the document is the shared text. */
  get isIdle(): boolean {
    return this.#exchange.state === 'open' && this.#pending.isEmpty;
  }

  /**
   * False while keystrokes wait that arrived during somebody else's edit. The shared text gets them in a
   * moment.
   */
  get hasSharedAll(): boolean {
    return this.#exchange.held.length === 0;
  }

  /** Resolves at the next moment of rest, or when the binding ends. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isIdle || this.#exchange.state === 'dead') resolve();
      else this.#idleTasks.push(resolve);
    });
  }

  /** Resolves as soon as no edit is on its way; remote changes may wait. Await this after `hold`. */
  whenCalm(): Promise<void> {
    return new Promise((resolve) => {
      this.#exchange.atCalm(resolve);
    });
  }

  onProblem(listener: (problem: BindingProblem) => void): () => void {
    this.#problemListeners.add(listener);
    return () => this.#problemListeners.delete(listener);
  }

  /** Call this for every change event of the document, in order, once `buffer` shows the text after it. */
  documentChanged(change: BufferChange): void {
    this.#exchange.documentChanged(change);
  }

  /** The selections in the active editor have changed just after a local edit and because of it. */
  selectionsFollowed(selections: readonly BufferSelection[]): void {
    if (this.#exchange.state === 'open') this.#undo?.selectionsAfter(selections, this.#pending.delta);
  }

  /**
   * Holds all events from now until `reconcile`: another document is still the source of text typed here.
   */
  wait(): void {
    this.#exchange.wait();
  }

  /**
   * The document reads `documentText`, as of the call or as of `wait`. A small edit brings it to the shared
   * text, which does not change.
   */
  reconcile(documentText: string): void {
    this.#probe?.step({ kind: 'reconcile' });
    this.#exchange.startFrom(documentText);
  }

  /**
   * Decides the doubtful change that led to `version`. It stands if it is this person's edit. If it came with
   * the file, the binding takes it back: the shared text stays, and the document follows it. Text typed since
   * is kept either way.
   */
  decide(version: number, decision: ChangeDecision): void {
    this.#exchange.decide(version, decision);
  }

  /** Makes remote edits wait outside the editor until released, for at most `maxMs` (three seconds). */
  hold(maxMs?: number): () => void {
    return this.#exchange.hold(maxMs);
  }

  /** Something about the editor has changed (shown, hidden, writable): tries again at once. */
  editorChanged(): void {
    this.#exchange.retryNow();
  }

  /** Takes back this person's last edit; resolves when the document shows it and the selections are back. */
  undo(): Promise<void> {
    return this.#takeBack('undo');
  }

  redo(): Promise<void> {
    return this.#takeBack('redo');
  }

  /**
   * Sends nothing more, but still records what the person types. If the reply to an edit may never come, the
   * content of the events after it decides, so that the keystrokes among them reach the shared text now.
   */
  settle(): void {
    this.#exchange.retire();
  }

  dispose(): void {
    if (this.#exchange.state === 'dead') return;
    this.#exchange.dispose();
    this.#text.unobserve(this.#textChanged);
    this.#undo?.dispose();
    this.#audit.dispose();
    this.#problemListeners.clear();
    this.#runIdleTasks();
  }

  /** The shared text's offset for an offset in the document as the editor shows it now. */
  toShared(offset: number): number {
    const { held, total } = this.#exchange;
    const unheld = held.reduceRight((at, { changes }) => unmapOffset(fromSequence(changes), at), offset);
    return mapOffset(total, unheld, 'before');
  }

  /** The document's offset, as the editor shows it now, for an offset in the shared text. */
  toDocument(offset: number): number {
    const { held, total } = this.#exchange;
    const unheld = unmapOffset(total, offset);
    return held.reduce((at, { changes }) => mapOffset(fromSequence(changes), at, 'before'), unheld);
  }

  /**
   * What the shared text must read if the document reads this (B1); undefined while held events leave that
   * open.
   */
  predict(documentText: string): string | undefined {
    const { held, total } = this.#exchange;
    return held.length > 0 ? undefined : apply(total, documentText);
  }

  readonly #textChanged = (_event: Y.YTextEvent, transaction: Y.Transaction): void => {
    const origin: unknown = transaction.origin;
    if (origin === this.origin) return;
    const change = textDelta(this.#text, transaction);
    if (!this.#pending.isCleaning(origin)) {
      const isOwnUndo = this.#undo?.isMadeBy(origin) ?? false;
      this.#probe?.step({ kind: 'shared', delta: change, isOwnUndo });
    }
    // A caller that waits compares the texts when the wait is over.
    if (this.#exchange.state === 'waiting') return;
    this.#pending.remoteChange(change);
    this.#armAudit();
    this.#exchange.carryOn();
  };

  #takeBack(direction: 'undo' | 'redo'): Promise<void> {
    if (!this.#undo) return Promise.reject(new Error('This binding was made without an undo manager.'));
    this.#probe?.step({ kind: 'request', direction });
    return new Promise((resolve) => {
      // While events are held, the newest keystrokes are not yet in the shared text.
      this.#exchange.atCalm(() => {
        this.#exchange.takeBack(direction);
        void this.whenIdle().then(resolve);
      });
      this.#exchange.carryOn();
    });
  }

  #cameToRest(): void {
    this.#undo?.restoreSelections(this.#buffer);
    this.#armAudit();
    this.#runIdleTasks();
  }

  #armAudit(): void {
    this.#changedAtMs = this.#clock.now();
    if (!this.#audit.isSet) this.#audit.set(AUDIT_AFTER_MS, () => this.#checkTexts());
  }

  #checkTexts(): void {
    if (this.#exchange.isMissingEvents) {
      this.#exchange.startAfresh();
      return;
    }
    // Reading a long document takes longer than a keystroke may, so the audit waits while somebody is typing.
    const quietMs = this.#clock.now() - this.#changedAtMs;
    if (quietMs < AUDIT_AFTER_MS) {
      this.#audit.set(AUDIT_AFTER_MS - quietMs, () => this.#checkTexts());
    } else if (this.isIdle && !this.#pending.isTextEqualTo(this.#buffer)) {
      this.#exchange.startAfresh();
    }
  }

  #runIdleTasks(): void {
    for (const task of this.#idleTasks.splice(0)) task();
  }
}
