import * as vscode from 'vscode';
import type { Clock } from '../../client/ports.ts';
import { closeQuietly } from './discardedDocument.ts';
import { ROOM_SCHEME } from '../names.ts';
import type { RoomFileSystem } from './roomFileSystem.ts';
import { tabsOf } from './tabsOf.ts';
import { openUntitled } from './untitledDocument.ts';

/** A document, and what it holds: VS Code may have closed it, and its text be out of date. */
interface LocalSource {
  readonly document: vscode.TextDocument;
  documentText(): string;
}

/**
 * Opens what a document holds as an untitled document, where it was and with its carets, and closes it if it is a
 * room's. The untitled document is dirty, so VS Code offers to save it.
 */
export async function moveToLocalDocument(
  source: LocalSource,
  files: RoomFileSystem,
  clock: Clock,
): Promise<vscode.TextDocument> {
  const { document } = source;
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const wasActive = vscode.window.activeTextEditor?.document === document;
  const [tab] = tabsOf(document.uri);
  const column = shown?.viewColumn ?? tab?.group.viewColumn;
  const local = await openUntitled(source.documentText(), document.languageId);
  const editor = await vscode.window.showTextDocument(local, {
    preview: false,
    preserveFocus: !wasActive,
    ...(column !== undefined && { viewColumn: column }),
  });
  if (shown !== undefined) {
    editor.selections = shown.selections;
    const [visible] = shown.visibleRanges;
    if (visible !== undefined) editor.revealRange(visible, vscode.TextEditorRevealType.AtTop);
  }
  // What was typed into the old document while the new one opened.
  if (local.getText() !== source.documentText()) {
    const all = new vscode.Range(local.positionAt(0), local.positionAt(local.getText().length));
    await editor.edit((edit) => edit.replace(all, source.documentText()));
  }
  if (document.uri.scheme === ROOM_SCHEME) await closeQuietly(document, files, clock);
  return local;
}
