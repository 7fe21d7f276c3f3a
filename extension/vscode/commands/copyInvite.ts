import * as vscode from 'vscode';
import { chooseInvite } from '../roomSummary.ts';
import { chooseRoom } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';
import { plainLabel } from './plainLabel.ts';

/** Puts a room's invite on the clipboard and returns it. */
export async function copyInvite(context: CommandContext, argument: unknown): Promise<string | undefined> {
  const room = await chooseRoom(context, argument, vscode.l10n.t('Copy Invite'));
  if (room === undefined) return undefined;
  const invite = await chooseInvite(room);
  await vscode.env.clipboard.writeText(invite);
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('$(check) The invite to "{0}" is on the clipboard.', plainLabel(room.name)),
    4_000,
  );
  return invite;
}
