import * as vscode from 'vscode';
import type { RoomId } from '../../shared/room/roomId.ts';
import { ROOM_SCHEME } from '../names.ts';
import type { RoomFileSystem } from './roomFileSystem.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';
import { openUntitled } from './untitledDocument.ts';

/**
 * Keeps what somebody wrote into a room's document after they had left the room: on joining again the document follows
 * the room, so what was written goes into an untitled document of its own.
 */
export async function keepStrayText(files: RoomFileSystem, roomId: RoomId): Promise<void> {
  const stray = vscode.workspace.textDocuments.filter(
    (document) =>
      document.uri.scheme === ROOM_SCHEME &&
      document.uri.path.startsWith(`/${roomId}/`) &&
      document.isDirty &&
      files.isEditedSinceLeaving(document),
  );
  for (const document of stray) {
    const copy = await openUntitled(document.getText(), document.languageId);
    await vscode.window.showTextDocument(copy, { preview: false });
    void tell.info(translate('What you wrote after leaving the room is now in an untitled document.'));
  }
}
