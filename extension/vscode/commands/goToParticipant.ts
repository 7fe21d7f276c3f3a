import * as vscode from 'vscode';
import { z } from 'zod';
import type { CommandContext } from './commandContext.ts';

const argumentSchema = z.object({ roomId: z.string(), participantId: z.number() });

/** Shows the document where a participant's caret is. */
export async function goToParticipant({ documents }: CommandContext, argument: unknown): Promise<void> {
  const { roomId, participantId } = argumentSchema.parse(argument);
  const shared = documents.all().find((one) => one.session.room.id === roomId);
  const participant = shared?.session.participants.find((one) => one.id === participantId);
  if (shared === undefined || participant === undefined) return;
  const editor = await vscode.window.showTextDocument(shared.document);
  const [primary] = participant.selections;
  if (primary === undefined || participant.isSelf) return;
  const at = shared.bound.toPosition(primary.head);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
