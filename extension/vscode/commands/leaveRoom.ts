import * as vscode from 'vscode';
import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';

/** Unbinds a document and leaves its room. The text stays in the document, the room lives on. */
export async function leaveRoom(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, vscode.l10n.t('Leave Room'));
  if (shared === undefined) return;
  const { room } = shared.session;
  await context.documents.leave(shared, context.files);
  const left = shared.session.isSaved
    ? vscode.l10n.t('You left "{0}". The text stays in your document.', room.name)
    : vscode.l10n.t(
        'You left "{0}". The relay has not confirmed your latest edits: they are kept and handed in when you join again.',
        room.name,
      );
  void vscode.window.showInformationMessage(left);
}
