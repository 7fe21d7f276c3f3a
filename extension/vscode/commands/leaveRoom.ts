import * as vscode from 'vscode';
import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';

/** Unbinds a document and leaves its room. The text stays in the document, the room lives on. */
export async function leaveRoom(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, 'Leave Room');
  if (shared === undefined) return;
  const { room } = shared.session;
  await context.documents.leave(shared, context.files);
  const kept = shared.session.isSaved
    ? 'The text stays in your document.'
    : 'The relay has not confirmed your latest edits: they are kept and handed in when you join again.';
  void vscode.window.showInformationMessage(`You left "${room.name}". ${kept}`);
}
