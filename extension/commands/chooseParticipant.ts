import * as z from 'zod';
import type { Participant } from '../../client/people/participants.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { plainText, type PlainText, withIcon } from '../../client/plainText.ts';
import { choose } from '../words/choose.ts';

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
