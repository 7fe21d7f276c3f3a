import * as vscode from 'vscode';
import type { FileVersionChoice } from './fileVersion.ts';
import { ROOM_TEXT_SCHEME } from '../names.ts';
import type { RoomTexts } from './roomFileSystem.ts';
import { parseRelayUrl } from '../../client/relay/relayUrl.ts';
import type { RoomInfo } from '../../client/session/roomNews.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

/**
 * Asks whether the room takes over what a revert or another program has put into a document. An answer that is not
 * given leaves everybody's text as it is.
 */
export async function askWhichVersion(
  document: vscode.TextDocument,
  room: RoomInfo,
  choice: FileVersionChoice,
): Promise<void> {
  const name = document.uri.path.split('/').at(-1) ?? '';
  const takeOver = translate("Use the File's Version");
  const keep = translate("Keep the Room's Version");
  const difference = translate('Show the Difference');
  for (;;) {
    const answer = await tell.warn(
      translate(
        '"{0}" now shows the file\'s version, because it was reverted or another program changed it. The others in "{1}" do not have that version. Which version do you want to keep?',
        name,
        room.name,
      ),
      keep,
      takeOver,
      difference,
    );
    if (answer === takeOver) choice.takeOver();
    else if (answer !== difference) choice.keepRoom();
    if (answer !== difference) return;
    await vscode.commands.executeCommand(
      'vscode.diff',
      vscode.Uri.from({ scheme: ROOM_TEXT_SCHEME, path: `/${room.id}/${name}`, query: room.relayUrl }),
      document.uri,
      translate('{0}: the room and the file', name),
    );
  }
}

/** The texts of rooms as they are at this moment, to look at. */
export function showRoomTexts(texts: RoomTexts): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(ROOM_TEXT_SCHEME, {
    provideTextDocumentContent: (uri) => {
      const roomId = parseRoomId(uri.path.split('/')[1] ?? '');
      const relay = parseRelayUrl(uri.query);
      return roomId !== undefined && 'url' in relay
        ? texts.textOf({ relayUrl: relay.url, roomId })
        : undefined;
    },
  });
}
