import * as vscode from 'vscode';
import type { Binding } from '../../client/binding/binding.ts';
import type { Clock } from '../../client/ports.ts';
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
  /** Set for a while after a local edit, in which the editor tells its selections. */
  #cancel: (() => void) | undefined;
  #isTold = false;

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
    this.#isTold = false;
    if (maker === 'local') this.#cancel = this.#clock.after(FOLLOWS_WITHIN_MS, () => this.catchUp());
  }

  /** Does not wait any longer for what the editor would have told by now. */
  catchUp(): void {
    if (this.#cancel !== undefined && !this.#isTold) {
      for (const editor of this.#buffer.editors()) this.#selectionsChanged(editor);
    }
    this.#stopWaiting();
  }

  dispose(): void {
    this.#stopWaiting();
    this.#subscription.dispose();
  }

  #selectionsChanged(editor: vscode.TextEditor, kind?: vscode.TextEditorSelectionChangeKind): void {
    // VS Code 1.139 also tells the carets of the middle of an edit; what nobody has moved comes of the edit still.
    const isOfAnEdit = this.#cancel !== undefined && (!this.#isTold || kind === undefined);
    this.#isTold = true;
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
