import * as vscode from 'vscode';
import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';

/** Asks everybody in a room to come and look; nobody is made to. Throws a UserError when it was asked just now. */
export async function bringEveryoneHere(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, vscode.l10n.t('Bring Everyone Here'));
  if (shared === undefined) return;
  context.summons.send(shared);
  const others = shared.session.participants.filter(({ isSelf }) => !isSelf).length;
  const message = vscode.l10n.t('$(check) Asked {0} to follow you.', others);
  vscode.window.setStatusBarMessage(message, 4_000);
}
