import * as vscode from 'vscode';
import { chooseParticipant } from './chooseParticipant.ts';
import type { CommandContext } from './commandContext.ts';

/** Lets a participant lead: this window shows what they see, until its person does something of their own. */
export async function followParticipant(context: CommandContext, argument: unknown): Promise<void> {
  const chosen = await chooseParticipant(context, argument, vscode.l10n.t('Follow'));
  if (chosen !== undefined) context.following.start(chosen);
}
