import type { BufferChange, Log } from '../ports.ts';
import type { BindingProbe } from './bindingProbe.ts';
import { type Delta, IDENTITY, isIdentity } from '../../shared/text/delta.ts';
import type { Flight } from './flight.ts';
import type { OwnUndo } from './ownUndo.ts';
import type { PendingChanges } from './pendingChanges.ts';
import { fromSequence } from '../../shared/text/replaces.ts';

/** What becomes of a doubtful change. */
export type ChangeDecision = 'stands' | 'is taken back';

export interface DocumentEventsOptions {
  readonly log: Log;
  readonly pending: PendingChanges;
  readonly undo: OwnUndo | undefined;
  readonly probe: BindingProbe | undefined;
}

/**
 * Processes the document's events, each once and in their order. An event is the person's, the editor's own
 * undo, a change to take back, or the edit that was on its way. This class knows what each means for the
 * pending changes and for undo.
 */
export class DocumentEvents {
  readonly #options: DocumentEventsOptions;
  /** The decisions about doubtful changes, by version. */
  readonly #decisions = new Map<number, ChangeDecision>();
  /** The document's version as of the last processed event. */
  #version: number;

  constructor(options: DocumentEventsOptions, version: number) {
    this.#options = options;
    this.#version = version;
  }

  get version(): number {
    return this.#version;
  }

  /** Everything up to `version` is processed already. */
  startAfter(version: number): void {
    this.#version = version;
  }

  /** Call this before the change that led to `version` can be processed. */
  decide(version: number, decision: ChangeDecision): void {
    this.#decisions.set(version, decision);
  }

  /**
   * Processes events that do not come from an edit on its way. Returns how many it has processed: all, unless
   * one is in doubt.
   */
  process(changes: readonly BufferChange[]): number {
    for (const [k, change] of changes.entries()) {
      // A fresh start has already processed these, so they must not count twice.
      if (change.version <= this.#version) continue;
      const decision = change.isDoubtful ? this.#decisions.get(change.version) : 'stands';
      if (decision === undefined) return k;
      this.#decisions.delete(change.version);
      if (decision === 'stands') this.#localEdit(change);
      else this.#unwantedEdit(change);
    }
    return changes.length;
  }

  /** The event of the edit on its way, as sent or as altered by the editor. */
  processLanded(flight: Flight, event: BufferChange, whose: 'ours' | 'altered'): void {
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

  /** Runs our undo or redo, and takes back what the editor's own undo did to the document: `unwanted`. */
  takeBack(direction: 'undo' | 'redo', unwanted: Delta = IDENTITY): void {
    const { pending, probe, undo } = this.#options;
    if (!undo) return;
    probe?.step({ kind: 'takeBack' });
    pending.takeBack(() => undo.run(direction), unwanted);
  }

  /** The shared text stays as it is, and the document follows it. */
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
      // VS Code ran its own undo, which does not know who wrote what. The binding takes back this person's
      // edits instead.
      this.takeBack(change.reason, delta);
      return;
    }
    undo?.beforeEdit(change, pending.delta);
    const edit = pending.localChange(delta);
    probe?.step({ kind: 'understood', version: change.version, edit });
    undo?.afterEdit(change, pending.delta);
  }
}
