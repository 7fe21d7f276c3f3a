import * as vscode from 'vscode';
import type { Log } from '../../client/ports.ts';
import type { DocumentMove } from './documentMove.ts';
import type { RoomFileSystem } from './roomFileSystem.ts';
import type { SharedDocument } from './sharedDocument.ts';
import type { SharedDocuments } from './sharedDocuments.ts';
import { translate } from '../../client/translate.ts';
import { plainText } from '../../client/plainText.ts';
import { tell } from '../words/tell.ts';

/**
 * Lets a room go on where its document goes. VS Code has no documents that move: a renamed file is a new document, and
 * the old one closes; so is a file that is closed and opened again.
 */
export function followMovedDocuments(
  documents: SharedDocuments,
  files: RoomFileSystem,
  log: Log,
): vscode.Disposable {
  /** What VS Code is about to move. */
  const moves = new Map<SharedDocument, DocumentMove>();

  /** Resolves when VS Code may move the document. */
  const prepare = async (shared: SharedDocument, to: vscode.Uri): Promise<void> => {
    const move = documents.moves.start(shared, to);
    if (move === undefined) return;
    moves.set(shared, move);
    await shared.bound.whenCalm();
  };
  /** The file that takes a shared one's place is another text, in another room or in none. */
  const leaveReplaced = async (uri: vscode.Uri, mover: SharedDocument | undefined): Promise<void> => {
    if (mover !== undefined && documents.at(uri) === mover) return;
    const replaced = await documents.leaveAt(uri, files);
    if (replaced === undefined) return;
    const name = plainText(replaced.name);
    void tell.warn(
      mover === undefined
        ? translate('You left "{0}": another file replaced its document.', name)
        : translate(
            'You left "{0}": another file, shared as "{1}", replaced its document.',
            name,
            plainText(mover.session.room.name),
          ),
    );
  };
  const finish = async (move: DocumentMove): Promise<void> => {
    move.proven();
    // A document that no editor shows is not opened at its new place.
    if (!move.isOver) documents.moves.opened(await vscode.workspace.openTextDocument(move.to));
  };

  return vscode.Disposable.from(
    vscode.workspace.onWillRenameFiles((event) => {
      for (const shared of documents.all()) {
        const to = event.files.flatMap((file) => movedUri(shared.document.uri, file) ?? []).at(0);
        if (to !== undefined) event.waitUntil(leaveReplaced(to, shared).then(() => prepare(shared, to)));
      }
      for (const { newUri, oldUri } of event.files) {
        if (documents.at(oldUri) === undefined) event.waitUntil(leaveReplaced(newUri, undefined));
      }
    }),
    vscode.workspace.onDidRenameFiles((event) => {
      for (const [shared, move] of moves) {
        if (!event.files.some(({ newUri }) => isWithin(move.to, newUri))) continue;
        moves.delete(shared);
        finish(move).catch((error: unknown) => {
          move.giveUp();
          log.error('A room could not follow its document.', { error: String(error) });
        });
      }
    }),
    vscode.workspace.onDidOpenTextDocument((document) => documents.moves.opened(document)),
  );
}

/** Where a file is after a rename of itself or of a folder around it; undefined where that does not move it. */
function movedUri(
  uri: vscode.Uri,
  { oldUri, newUri }: { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri },
): vscode.Uri | undefined {
  if (!isWithin(uri, oldUri)) return undefined;
  return newUri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) });
}

function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  if (uri.scheme !== folder.scheme || uri.authority !== folder.authority) return false;
  return uri.path === folder.path || uri.path.startsWith(`${folder.path}/`);
}
