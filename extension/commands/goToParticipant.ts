import * as vscode from 'vscode';
import { chooseParticipant } from './chooseParticipant.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';

/** Shows the document where a participant's caret is. */
export async function goToParticipant(context: CommandContext, argument: unknown): Promise<void> {
  const chosen = await chooseParticipant(context, argument, translate('Go to Participant'));
  if (chosen === undefined) return;
  const { shared, participant } = chosen;
  const editor = await vscode.window.showTextDocument(shared.document);
  const [primary] = participant.selections;
  if (primary === undefined) return;
  const at = shared.bound.toPosition(primary.head);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
