import * as vscode from 'vscode';
import { ROOM_SCHEME } from '../names.ts';
import { UserError } from '../userError.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';
import { askFile } from '../words/choose.ts';

/**
 * Writes what the active document of a room holds now into a file. VS Code's own "Save As" knows only the file system
 * that a document is from, and rooms are not files.
 */
export async function saveCopy(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.scheme !== ROOM_SCHEME)
    throw new UserError(translate('Open a room’s document first. For other files, use "Save As…".'));
  const name = nameOf(document.uri);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await askFile(translate('Save a Local Copy'), folder && vscode.Uri.joinPath(folder, name));
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(document.getText()));
  const show = translate('Show the Copy');
  const choice = await tell.info(
    translate(
      'Saved a copy as "{0}". The copy no longer changes. The room stays in its own document.',
      nameOf(target),
    ),
    show,
  );
  if (choice !== undefined) await vscode.window.showTextDocument(target);
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? '';
}
