import * as vscode from 'vscode';
import { MAX_ROOM_NAME_UNITS } from '../../../shared/limits.ts';
import { cleanName } from '../../../shared/room/roomName.ts';

/** Asks for a room's name; undefined when the person thought better of it. */
export function askRoomName(title: string, offer: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('A name for the room, which the others see.'),
    value: offer,
    validateInput: (value) => {
      const name = cleanName(value);
      if (name === '') return vscode.l10n.t('A room needs a name.');
      return name.length > MAX_ROOM_NAME_UNITS
        ? vscode.l10n.t('At most {0} characters.', MAX_ROOM_NAME_UNITS)
        : undefined;
    },
  });
}
