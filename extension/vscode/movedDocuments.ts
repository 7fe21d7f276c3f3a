import * as vscode from 'vscode';
import type { Clock, Log } from '../core/ports.ts';
import { toLf } from './lineEndings.ts';
import type { SharedDocument } from './sharedDocument.ts';
import type { SharedDocuments } from './sharedDocuments.ts';

/** A rename that VS Code announces and then does not make is forgotten after this time. */
const MAX_MOVE_MS = 10_000;

/**
 * Lets a room go on where its document goes. VS Code has no documents that move: a renamed file is a new document, and
 * the old one closes; so is the file that an untitled document is saved as.
 */
export function followMovedDocuments(documents: SharedDocuments, clock: Clock, log: Log): vscode.Disposable {
  /** Where shared documents are about to be, by the new URI. */
  const renamed = new Map<string, { readonly shared: SharedDocument; readonly done: () => void }>();
  /** The files that begin with the text of an untitled document: as one of them it is being saved. */
  const copies = new Map<SharedDocument, { readonly file: vscode.TextDocument; readonly done: () => void }>();

  const move = (shared: SharedDocument, document: vscode.TextDocument): void => {
    documents
      .move(shared, document)
      .catch((error: unknown) =>
        log.error('A room could not follow its document.', { error: String(error) }),
      );
  };
  const arrived = (document: vscode.TextDocument): void => {
    const rename = renamed.get(document.uri.toString());
    if (rename === undefined) return;
    move(rename.shared, document);
    rename.done();
  };

  return vscode.Disposable.from(
    vscode.workspace.onWillRenameFiles(({ files }) => {
      for (const shared of documents.all()) {
        const uri = files
          .flatMap((file) => movedUri(shared.document.uri, file) ?? [])
          .at(0)
          ?.toString();
        if (uri === undefined) continue;
        const stay = documents.keepWhileMoving(shared);
        const cancel = clock.after(MAX_MOVE_MS, () => done());
        const done = (): void => {
          cancel();
          stay();
          renamed.delete(uri);
        };
        renamed.set(uri, { shared, done });
      }
    }),
    vscode.workspace.onDidOpenTextDocument(arrived),
    vscode.workspace.onDidRenameFiles(() => {
      // A document that no editor shows is not opened under its new name.
      for (const uri of renamed.keys()) {
        vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true)).then(arrived, () => undefined);
      }
    }),
    // Not by comparing the two at the end: people type on while a document is being saved.
    vscode.workspace.onDidChangeTextDocument(({ document: file, contentChanges }) => {
      const [change] = contentChanges;
      const isWhole = change?.text === file.getText() && change.rangeLength === 0;
      if (file.isUntitled || !isWhole || documents.find(file) !== undefined) return;
      const text = toLf(file.getText());
      const shared = documents
        .all()
        .find(({ document }) => document.isUntitled && toLf(document.getText()) === text);
      if (shared === undefined) return;
      copies.get(shared)?.done();
      const cancel = clock.after(MAX_MOVE_MS, () => copies.delete(shared));
      copies.set(shared, { file, done: cancel });
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      const shared = document.isUntitled && document.isClosed ? documents.find(document) : undefined;
      const successor = shared && copies.get(shared);
      if (shared === undefined || successor === undefined) return;
      successor.done();
      copies.delete(shared);
      move(shared, successor.file);
    }),
  );
}

/** Where a file is after a rename of itself or of a folder around it; undefined where that does not move it. */
function movedUri(
  uri: vscode.Uri,
  { oldUri, newUri }: { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri },
): vscode.Uri | undefined {
  if (uri.scheme !== oldUri.scheme || uri.authority !== oldUri.authority) return undefined;
  if (uri.path === oldUri.path) return newUri;
  return uri.path.startsWith(`${oldUri.path}/`)
    ? newUri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) })
    : undefined;
}
