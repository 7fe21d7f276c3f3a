import type { Clock, Log } from '../../client/ports.ts';
import { namedRoom } from '../../client/relay/roomRef.ts';
import { moveToLocalDocument } from '../document/localCopy.ts';
import { ROOM_SCHEME } from '../names.ts';
import type { RecentRooms } from './recentRooms.ts';
import type { RoomFileSystem } from '../document/roomFileSystem.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';

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
  return documents.onDidEnd(({ shared, isGone }) => {
    const { document, session } = shared;
    const { room } = session;
    if (isGone) void recent.forget(namedRoom(room));
    // A file whose tab is in the background lacks what the others wrote since VS Code closed its document.
    if (document.uri.scheme !== ROOM_SCHEME && shared.isBound) return;
    if (!isGone) {
      files.keep(document.uri, shared.documentText());
      return;
    }
    moveToLocalDocument(shared, files, clock).catch((error: unknown) => {
      files.keep(document.uri, shared.documentText());
      log.error('The text of an ended room could not be moved to a document of its own.', {
        roomId: room.id,
        error: String(error),
      });
    });
  });
}
