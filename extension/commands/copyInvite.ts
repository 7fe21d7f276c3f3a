import * as vscode from 'vscode';
import { chooseInvite } from '../rooms/roomSummary.ts';
import { chooseRoom } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

/** Puts a room's invite on the clipboard and returns it. */
export async function copyInvite(context: CommandContext, argument: unknown): Promise<string | undefined> {
  const room = await chooseRoom(context, argument, translate('Copy Invite'));
  if (room === undefined) return undefined;
  const invite = await chooseInvite(room);
  await vscode.env.clipboard.writeText(invite);
  tell.inPassing(translate('$(check) The invite to "{0}" is on the clipboard.', room.name), 4_000);
  return invite;
}
