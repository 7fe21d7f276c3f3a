import * as vscode from 'vscode';
import type { Binding } from '../core/binding/binding.ts';
import type { Clock } from '../core/ports.ts';
import type { DocumentBuffer } from './editorBuffer.ts';

/** A selection event so soon after a local edit tells where that edit left the carets. */
const FOLLOWS_WITHIN_MS = 100;

/**
 * Tells the buffer of every selection, and the binding of those that an edit has left. VS Code tells selections after
 * the text, and not at all where an edit leaves them as they were: a selection turned into capitals stays selected,
 * whatever is assumed of typing.
 */
export class SelectionFollower {
  readonly #buffer: DocumentBuffer;
  readonly #binding: Binding;
  readonly #clock: Clock;
  readonly #subscription: vscode.Disposable;
  /** Set from a local edit until its selections are known. */
  #cancel: (() => void) | undefined;

  constructor(document: vscode.TextDocument, buffer: DocumentBuffer, binding: Binding, clock: Clock) {
    this.#buffer = buffer;
    this.#binding = binding;
    this.#clock = clock;
    this.#subscription = vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
      if (textEditor.document === document) this.#selectionsChanged(textEditor, kind);
    });
  }

  /** The document has changed. */
  textChanged(maker: 'local' | 'remote'): void {
    this.#stopWaiting();
    if (maker === 'local') this.#cancel = this.#clock.after(FOLLOWS_WITHIN_MS, () => this.catchUp());
  }

  /** Does not wait any longer for what the editor would have told by now. */
  catchUp(): void {
    if (this.#cancel === undefined) return;
    for (const editor of this.#buffer.editors()) this.#selectionsChanged(editor);
  }

  dispose(): void {
    this.#stopWaiting();
    this.#subscription.dispose();
  }

  #selectionsChanged(editor: vscode.TextEditor, kind?: vscode.TextEditorSelectionChangeKind): void {
    const isOfAnEdit = this.#cancel !== undefined;
    this.#stopWaiting();
    this.#buffer.selectionsChanged(editor, kind);
    if (isOfAnEdit && editor === vscode.window.activeTextEditor) {
      this.#binding.selectionsFollowed(this.#buffer.selections());
    }
  }

  #stopWaiting(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
