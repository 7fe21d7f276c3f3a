import type * as vscode from 'vscode';
import { workspace } from 'vscode';
import type * as Y from 'yjs';
import { bindDocument, type BindDocumentOptions, type BoundDocument } from './boundDocument.ts';
import { toLf } from './lineEndings.ts';

/**
 * A bound document was renamed: VS Code opens a copy under the new name while the old one is still typed into for up to
 * a second. Binds the copy; its events are held until the old document has closed and all its keys are shared.
 */
export function bindRenamedDocument(
  old: BoundDocument,
  document: vscode.TextDocument,
  text: Y.Text,
  options: BindDocumentOptions,
): BoundDocument {
  const openingText = toLf(document.getText());
  const bound = bindDocument(document, text, options);
  if (old.recorder.isRecording) bound.recorder.start();
  bound.binding.wait();
  // Whatever happens, the new document must not be left waiting.
  const cancel = options.clock.after(MAX_RENAME_MS, () => {
    takeOver();
  });
  const closed = workspace.onDidCloseTextDocument(() => {
    if (old.document.isClosed) takeOver();
  });
  const stop = (): void => {
    cancel();
    closed.dispose();
  };
  const takeOver = (): void => {
    stop();
    old.dispose();
    bound.binding.reconcile(openingText);
  };
  old.settle();
  if (old.document.isClosed) takeOver();
  return {
    ...bound,
    dispose() {
      stop();
      old.dispose();
      bound.dispose();
    },
  };
}

/** The old document was seen to close within a second. */
const MAX_RENAME_MS = 5_000;
