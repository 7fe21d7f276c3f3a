import type * as vscode from 'vscode';
import type { Clock } from '../../client/ports.ts';
import type { PreparedMove, SharedDocument } from './sharedDocument.ts';

/** A move that VS Code announces and then does not make is given up after this time. */
const MAX_MOVE_MS = 10_000;

type Progress =
  | { readonly kind: 'announced' }
  /** The document is there, but VS Code has not said yet that it was moved. */
  | { readonly kind: 'arrived'; readonly document: vscode.TextDocument; readonly prepared: PreparedMove }
  /** VS Code has said so, but the document is not there yet. */
  | { readonly kind: 'proven' }
  | { readonly kind: 'over' };

/**
 * A shared document on its way to another URI. Others' edits wait until it is there: into the old document they would
 * bring back the old file. The room moves only when both have come: the document, and VS Code's word.
 */
export class DocumentMove {
  readonly to: vscode.Uri;
  readonly #shared: SharedDocument;
  readonly #onOver: (document: vscode.TextDocument | undefined) => void;
  readonly #release: () => void;
  readonly #cancel: () => void;
  #progress: Progress = { kind: 'announced' };

  /** `onOver` is called once: with the document in which the room goes on, or without one when it stays. */
  constructor(options: {
    shared: SharedDocument;
    to: vscode.Uri;
    clock: Clock;
    onOver: (document: vscode.TextDocument | undefined) => void;
  }) {
    this.#shared = options.shared;
    this.to = options.to;
    this.#onOver = options.onOver;
    this.#release = options.shared.bound.binding.hold(MAX_MOVE_MS);
    this.#cancel = options.clock.after(MAX_MOVE_MS, () => this.giveUp());
  }

  get isOver(): boolean {
    return this.#progress.kind === 'over';
  }

  /** VS Code has opened a document at the new URI. */
  arrived(document: vscode.TextDocument): void {
    if (this.#progress.kind === 'arrived') {
      if (this.#progress.document === document) return;
      this.#progress.prepared.cancel();
    }
    if (this.#progress.kind === 'over') return;
    const isProven = this.#progress.kind === 'proven';
    this.#progress = { kind: 'arrived', document, prepared: this.#shared.prepareMove(document) };
    if (isProven) this.proven();
  }

  /** VS Code has said that it moved the document. */
  proven(): void {
    const progress = this.#progress;
    if (progress.kind === 'announced') this.#progress = { kind: 'proven' };
    if (progress.kind !== 'arrived') return;
    progress.prepared.confirm();
    this.#end(progress.document);
  }

  /** The room stays where it is. */
  giveUp(): void {
    if (this.#progress.kind === 'over') return;
    if (this.#progress.kind === 'arrived') this.#progress.prepared.cancel();
    this.#end(undefined);
  }

  #end(document: vscode.TextDocument | undefined): void {
    this.#progress = { kind: 'over' };
    this.#cancel();
    this.#release();
    this.#onOver(document);
  }
}
