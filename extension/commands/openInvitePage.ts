import * as vscode from 'vscode';
import { pageLink } from '../../shared/room/inviteLink.ts';
import { chooseRoom } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';

/** Shows a room's invite as those see it who click on it. */
export async function openInvitePage(context: CommandContext, argument: unknown): Promise<void> {
  const room = await chooseRoom(context, argument, translate('Open Invite in Browser'));
  if (room !== undefined)
    await vscode.env.openExternal(vscode.Uri.parse(pageLink(room.relayUrl, room.roomId)));
}
