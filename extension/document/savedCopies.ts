import * as vscode from 'vscode';
import type { Clock } from '../../client/ports.ts';
import { toLf } from './lineEndings.ts';
import type { SharedDocument } from './sharedDocument.ts';
import type { SharedDocuments } from './sharedDocuments.ts';
import { tabsOf } from './tabsOf.ts';
import { translate } from '../../client/translate.ts';
import { plainText } from '../../client/plainText.ts';
import { tell } from '../words/tell.ts';

/** VS Code saves the copy and closes the old document within this time. */
const MAX_SAVE_AS_MS = 10_000;

interface Copy {
  readonly file: vscode.TextDocument;
  readonly cancel: () => void;
  isSaved: boolean;
}

/**
 * Lets a room go on in the file that its document is saved as. VS Code tells of no "Save As", but it does what nobody
 * else can: it writes the whole text into a document that no tab shows, saves that, and puts it in place of the old
 * one. A person who pastes the same text somewhere has a tab there.
 */
export function followSavedCopies(documents: SharedDocuments, clock: Clock): vscode.Disposable {
  const copies = new Map<SharedDocument, Copy>();

  const forget = (shared: SharedDocument): void => {
    copies.get(shared)?.cancel();
    copies.delete(shared);
  };
  const written = (file: vscode.TextDocument): void => {
    const rooms = documents.all();
    // Cheap questions first: this is asked at every change of every document.
    if (rooms.length === 0 || file.isUntitled || documents.at(file.uri) !== undefined) return;
    if (file.lineCount === 1 && file.lineAt(0).text === '') return;
    if (tabsOf(file.uri).length > 0) return;
    const text = toLf(file.getText());
    const shared = rooms.find(({ isBound, document }) => isBound && toLf(document.getText()) === text);
    if (shared === undefined) return;
    forget(shared);
    const cancel = clock.after(MAX_SAVE_AS_MS, () => copies.delete(shared));
    copies.set(shared, { file, cancel, isSaved: false });
  };
  const follow = (shared: SharedDocument): void => {
    const copy = copies.get(shared);
    if (copy?.isSaved !== true || copy.file.isClosed) return;
    forget(shared);
    const move = documents.moves.start(shared, copy.file.uri);
    if (move === undefined) return;
    move.arrived(copy.file);
    move.proven();
    void tell.info(
      translate(
        'The room "{0}" continues in {1}.',
        plainText(shared.session.room.name),
        plainText(copy.file.uri.path.split('/').at(-1) ?? ''),
      ),
    );
  };

  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) written(document);
    }),
    vscode.workspace.onDidSaveTextDocument((document) => {
      for (const copy of copies.values()) if (copy.file === document) copy.isSaved = true;
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      const shared = document.isClosed ? documents.find(document) : undefined;
      if (shared !== undefined) follow(shared);
    }),
    vscode.window.tabGroups.onDidChangeTabs(() => {
      for (const [shared, { file }] of copies) {
        const isReplaced = tabsOf(shared.document.uri).length === 0 && tabsOf(file.uri).length > 0;
        if (isReplaced) follow(shared);
      }
    }),
  );
}
