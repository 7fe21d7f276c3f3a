import * as z from 'zod';
import * as vscode from 'vscode';
import type { Participant } from '../../client/people/participants.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { plainText, type PlainText, withIcon } from '../../client/plainText.ts';
import { choose } from '../words/choose.ts';
import { chooseShared } from './chooseShared.ts';
import { tell } from '../words/tell.ts';

/** Names one participant; the rows of the Participants view carry it as well. */
export const participantArgument = z.object({ roomId: z.string(), participantId: z.number() });

export interface ChosenParticipant {
  readonly shared: SharedDocument;
  readonly participant: Participant;
}

/**
 * The participant that a command means: the one named, the only one besides oneself, or the one that the person picks.
 * Undefined when they think better of it; throws a UserError when there is nobody.
 */
export async function chooseParticipant(
  { documents }: CommandContext,
  argument: unknown,
  title: PlainText,
): Promise<ChosenParticipant | undefined> {
  const others = documents
    .all()
    .flatMap((shared) => shared.session.participants.map((participant) => ({ shared, participant })))
    .filter(({ participant }) => !participant.isSelf);
  if (argument !== undefined) {
    const { roomId, participantId } = participantArgument.parse(argument);
    const named = others.find(
      ({ shared, participant }) => shared.session.room.id === roomId && participant.id === participantId,
    );
    if (named === undefined) throw new UserError(translate('They are no longer in the room.'));
    return named;
  }
  const [only] = others;
  if (only === undefined) throw new UserError(translate('Nobody else is in your rooms.'));
  if (others.length === 1) return only;
  const choice = await choose(
    others.map((one) => ({
      label: withIcon('account', plainText(one.participant.name)),
      description: plainText(one.shared.session.room.name),
      one,
    })),
    { title },
  );
  return choice?.one;
}

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

/** Lets a participant lead: this window shows what they see, until its person does something of their own. */
export async function followParticipant(context: CommandContext, argument: unknown): Promise<void> {
  const chosen = await chooseParticipant(context, argument, translate('Follow'));
  if (chosen !== undefined) context.following.start(chosen);
}

/** Asks everybody in a room to come and look; nobody is made to. Throws a UserError when it was asked just now. */
export async function bringEveryoneHere(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, translate('Bring Everyone Here'));
  if (shared === undefined) return;
  context.summons.send(shared);
  const others = shared.session.participants.filter(({ isSelf }) => !isSelf).length;
  const message = translate('$(check) Asked {0} to follow you.', others);
  tell.inPassing(message, 4_000);
}
