import * as vscode from 'vscode';
import type { Clock } from '../../client/ports.ts';
import type { RoomFileSystem } from './roomFileSystem.ts';
import { tabsOf } from './tabsOf.ts';

/** A save that meets another one answers false at once, and the document stays dirty for a moment. */
const MAX_SAVES = 30;
const SAVE_PAUSE_MS = 100;

/**
 * Closes a document of a room without a question. Its text must be elsewhere: what the document holds is dropped. A
 * clean document closes without a question, so it is saved first, by which nothing is written. VS Code is asked to save
 * whatever `isDirty` says, which may be behind what VS Code knows.
 */
export async function closeQuietly(
  document: vscode.TextDocument,
  files: RoomFileSystem,
  clock: Clock,
): Promise<void> {
  const keepAgain = files.discard(document.uri);
  try {
    for (let attempt = 0; !document.isClosed && attempt < MAX_SAVES; attempt++) {
      if ((await document.save()) && !document.isDirty) break;
      await new Promise<void>((resolve) => clock.after(SAVE_PAUSE_MS, resolve));
    }
    // Still dirty: VS Code asks, which loses nothing either.
    await vscode.window.tabGroups.close(tabsOf(document.uri), true);
  } finally {
    keepAgain();
  }
}
