import * as vscode from 'vscode';
import type { Clock, Log } from '../core/ports.ts';
import { ROOM_SCHEME } from './names.ts';
import type { RecentRooms } from './recentRooms.ts';
import type { RoomFileSystem } from './roomFileSystem.ts';
import type { SharedDocuments } from './sharedDocuments.ts';
import { tabsOf } from './tabsOf.ts';

/**
 * Keeps the text when the relay has ended a session. A room that is no more, or not for this person any more, leaves
 * its guests a document of their own, unsaved, so that VS Code offers to save it. A file that was shared stays as it is.
 */
export function keepEndedRooms(
  parts: { documents: SharedDocuments; files: RoomFileSystem; recent: RecentRooms },
  clock: Clock,
  log: Log,
): { dispose(): void } {
  const { documents, files, recent } = parts;
  return documents.onDidEnd(({ document, room, isGone }) => {
    if (isGone) void recent.forget({ relayUrl: room.relayUrl, roomId: room.id });
    if (document.uri.scheme !== ROOM_SCHEME) return;
    if (!isGone) {
      files.keep(document);
      return;
    }
    moveToLocalDocument(document, clock).catch((error: unknown) => {
      files.keep(document);
      log.error('The text of an ended room could not be moved to a document of its own.', {
        roomId: room.id,
        error: String(error),
      });
    });
  });
}

/** Opens what `document` holds as an untitled document, where it was and with its carets, and closes it. */
async function moveToLocalDocument(document: vscode.TextDocument, clock: Clock): Promise<void> {
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const wasActive = vscode.window.activeTextEditor?.document === document;
  const [tab] = tabsOf(document.uri);
  const column = shown?.viewColumn ?? tab?.group.viewColumn;
  const local = await vscode.workspace.openTextDocument({
    content: document.getText(),
    language: document.languageId,
  });
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
  if (local.getText() !== document.getText()) {
    const all = new vscode.Range(local.positionAt(0), local.positionAt(local.getText().length));
    await editor.edit((edit) => edit.replace(all, document.getText()));
  }
  await untilClean(document, clock);
  await vscode.window.tabGroups.close(tabsOf(document.uri), true);
}

/**
 * Saves a document whose room is gone, by which nothing is written: a clean one closes without a question. Where another
 * save is under way already, this one answers false at once and the document stays dirty for a moment.
 */
async function untilClean(document: vscode.TextDocument, clock: Clock): Promise<void> {
  for (let attempt = 0; document.isDirty && attempt < MAX_SAVES; attempt++) {
    if (!(await document.save())) await new Promise<void>((resolve) => clock.after(SAVE_PAUSE_MS, resolve));
  }
}

/** After that VS Code asks, which loses nothing either. */
const MAX_SAVES = 30;
const SAVE_PAUSE_MS = 100;
