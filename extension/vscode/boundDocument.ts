import * as vscode from 'vscode';
import type * as Y from 'yjs';
import { Binding } from '../core/binding/binding.ts';
import type { Clock, Log } from '../core/ports.ts';
import { DocumentBuffer } from './editorBuffer.ts';
import { lfOffsetAt, positionAtLf, toLf, toLfChanges } from './lineEndings.ts';

export interface BindDocumentOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Marks what this document writes to the shared text. */
  readonly origin?: object;
  /** With it, undo takes back own edits only, whichever way the person asks for it. */
  readonly undo?: Y.UndoManager;
}

/** A document that is bound to the shared text until disposed. */
export interface BoundDocument {
  readonly document: vscode.TextDocument;
  readonly binding: Binding;
  /** The shared text's offset of a position in the document. */
  toShared(position: vscode.Position): number;
  /** The position in the document of an offset in the shared text. */
  toPosition(offset: number): vscode.Position;
  undo(): Promise<void>;
  redo(): Promise<void>;
  dispose(): void;
}

/** A selection event so soon after a local edit tells where that edit left the carets. */
const FOLLOWS_WITHIN_MS = 100;

/**
 * Binds a document to the shared text. The two must be equal, or `binding.reconcile` must follow in the same step.
 */
export function bindDocument(
  document: vscode.TextDocument,
  text: Y.Text,
  { clock, log, origin, undo }: BindDocumentOptions,
): BoundDocument {
  const buffer = new DocumentBuffer(document, clock, log);
  const binding = new Binding({
    text,
    buffer,
    clock,
    log,
    ...(origin ? { origin } : {}),
    ...(undo ? { undo } : {}),
  });
  let eol = document.eol;
  let typedAtMs = -Infinity;

  const subscriptions = [
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document) return;
      const eolBefore = eol;
      eol = document.eol;
      // Without changes the event is about the document being dirty, not about its text.
      if (event.contentChanges.length === 0) return;
      const changes = toLfChanges(event.contentChanges, eolBefore, eol);
      const before = buffer.selections();
      const maker = buffer.changed(changes);
      typedAtMs = maker === 'local' ? clock.now() : -Infinity;
      const reason = toReason(event.reason);
      binding.documentChanged({
        version: document.version,
        changes,
        selections: { before, after: buffer.selections() },
        ...(reason ? { reason } : {}),
      });
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor.document !== document) return;
      buffer.selectionsChanged(textEditor);
      if (clock.now() - typedAtMs < FOLLOWS_WITHIN_MS && textEditor === vscode.window.activeTextEditor) {
        binding.selectionsFollowed(buffer.selections());
      }
      typedAtMs = -Infinity;
    }),
    vscode.window.onDidChangeVisibleTextEditors(() => {
      buffer.editorsChanged();
      binding.editorChanged();
    }),
    vscode.workspace.onDidCloseTextDocument((closed) => {
      // A change of language closes and opens the same document, which then is not closed at all.
      if (closed === document && document.isClosed) binding.settle();
    }),
  ];

  return {
    document,
    binding,
    toShared: (position) => binding.toShared(lfOffsetAt(document, position)),
    toPosition: (offset) => positionAtLf(document, binding.toDocument(offset)),
    undo: () => binding.undo(),
    redo: () => binding.redo(),
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      binding.dispose();
    },
  };
}

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
  bound.binding.wait();
  // Whatever happens, the new document must not be left waiting.
  const cancel = options.clock.after(MAX_RENAME_MS, () => {
    takeOver();
  });
  const closed = vscode.workspace.onDidCloseTextDocument(() => {
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
  old.binding.settle();
  if (old.document.isClosed) takeOver();
  return {
    ...bound,
    dispose() {
      stop();
      bound.dispose();
    },
  };
}

/** The old document was seen to close within a second. */
const MAX_RENAME_MS = 5_000;

function toReason(reason: vscode.TextDocumentChangeReason | undefined): 'undo' | 'redo' | undefined {
  if (reason === vscode.TextDocumentChangeReason.Undo) return 'undo';
  return reason === vscode.TextDocumentChangeReason.Redo ? 'redo' : undefined;
}
