import * as vscode from 'vscode';
import { summarizeRoom } from '../roomSummary.ts';
import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';

/** Puts a room's invite on the clipboard and returns it. */
export async function copyInvite(context: CommandContext, argument: unknown): Promise<string | undefined> {
  const shared = await chooseShared(context, argument, 'Copy Invite');
  if (shared === undefined) return undefined;
  const { invite, name } = summarizeRoom(shared.session.room, context.extensionId);
  await vscode.env.clipboard.writeText(invite);
  vscode.window.setStatusBarMessage(`$(check) The invite to "${name}" is on the clipboard.`, 4_000);
  return invite;
}
