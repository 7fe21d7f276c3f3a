import * as vscode from 'vscode';
import { summarizeStep, type StepSummary } from '../../client/people/stepSummary.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import { UserError } from '../userError.ts';
import { participantArgument } from './participantCommands.ts';
import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { plainText, type PlainText, withIcon } from '../../client/plainText.ts';
import { choose } from '../words/choose.ts';

/** The editor refuses an edit when somebody was faster; nobody is that often. */
const MAX_TRIES = 20;

/**
 * Takes back the last thing that somebody else did, as an edit of one's own, which one's own undo takes back again. The
 * list of those who did something shows what would go, and picking one of them is the confirmation.
 */
export async function undoLastChangeBy(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, translate('Undo Last Change by…'));
  if (shared === undefined) return;
  const only = participantArgument.safeParse(argument).data?.participantId;
  const offers = shared.changes.authors
    .filter(({ id }) => only === undefined || id === only)
    .flatMap(({ id, name }) => {
      const latest = shared.changes.latest(id, shared.session.text);
      if (latest === undefined) return [];
      const summary = summarizeStep(latest.replaces, shared.session.text.toString());
      return [{ label: withIcon('discard', plainText(name)), detail: describe(summary), id }];
    });
  if (offers.length === 0) {
    throw new UserError(translate('Nobody else has changed anything since you joined.'));
  }
  const choice = await choose(offers, {
    title: translate('Undo Last Change by…'),
    placeHolder: translate('Select whose last change to undo. Your own Undo restores it.'),
  });
  if (choice !== undefined) await takeBack(shared, choice.id);
}

async function takeBack(
  { document, bound, changes, session }: SharedDocument,
  author: number,
): Promise<void> {
  const editor = await vscode.window.showTextDocument(document);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    await bound.binding.whenIdle();
    const latest = changes.latest(author, session.text);
    const [first] = latest?.replaces ?? [];
    if (latest === undefined || first === undefined) return;
    const isMade = await editor.edit((edit) => {
      for (const { offset, length, text } of latest.replaces) {
        edit.replace(new vscode.Range(bound.toPosition(offset), bound.toPosition(offset + length)), text);
      }
    });
    if (!isMade) continue;
    await bound.binding.whenCalm();
    changes.takenBack(latest.step, latest.replaces, session.text);
    const at = bound.toPosition(first.offset);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return;
  }
  throw new UserError(translate('The document kept changing, so nothing was taken back. Try again.'));
}

function describe({ removed, restored }: StepSummary): PlainText {
  if (restored === '') return translate('Removes “{0}”', removed);
  if (removed === '') return translate('Restores “{0}”', restored);
  return translate('Removes “{0}”, restores “{1}”', removed, restored);
}
