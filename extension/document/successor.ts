import * as vscode from 'vscode';
import type * as Y from 'yjs';
import { bindDocument, type BindDocumentOptions, type BoundDocument } from './boundDocument.ts';
import { toLf } from './lineEndings.ts';
import { tabsOf } from './tabsOf.ts';

/** A document that is bound but holds what is typed into it until it succeeds another one. */
export interface Successor {
  /** Takes the place of `old` once nobody can type into that any more, and only then shares its own events. */
  succeed(old: BoundDocument): BoundDocument;
  dispose(): void;
}

/**
 * Prepares `document` to take the place of another one: VS Code has opened it under another name, or anew. A renamed
 * document is still typed into for up to a second after that.
 */
export function prepareSuccessor(
  document: vscode.TextDocument,
  text: Y.Text,
  options: BindDocumentOptions,
): Successor {
  const openingText = toLf(document.getText());
  const bound = bindDocument(document, text, options);
  bound.binding.wait();
  return {
    dispose: () => bound.dispose(),
    succeed(old) {
      if (old.recorder.isRecording) bound.recorder.start();
      const takeOver = (): void => {
        watching.dispose();
        old.dispose();
        bound.binding.reconcile(openingText);
      };
      const look = (): void => {
        if (isOver(old.document)) takeOver();
      };
      const watching = vscode.Disposable.from(
        vscode.workspace.onDidCloseTextDocument(look),
        vscode.window.tabGroups.onDidChangeTabs(look),
        vscode.window.onDidChangeVisibleTextEditors(look),
        // Whatever happens, the new document must not be left waiting.
        { dispose: options.clock.after(MAX_WAIT_MS, takeOver) },
      );
      if (old.document.uri.toString() === document.uri.toString()) bound.expectStrays(old.unanswered());
      old.settle();
      look();
      return {
        ...bound,
        // Read anew each time, which the copy above does not.
        get typedAtMs() {
          return bound.typedAtMs;
        },
        dispose() {
          watching.dispose();
          old.dispose();
          bound.dispose();
        },
      };
    },
  };
}

/** True when nobody can type into the document any more. */
function isOver(document: vscode.TextDocument): boolean {
  if (document.isClosed) return true;
  const isVisible = vscode.window.visibleTextEditors.some((editor) => editor.document === document);
  return !isVisible && tabsOf(document.uri).length === 0;
}

/** The old document was seen to close within a second. */
const MAX_WAIT_MS = 5_000;
