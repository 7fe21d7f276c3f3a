import { chooseParticipant } from './chooseParticipant.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';

/** Lets a participant lead: this window shows what they see, until its person does something of their own. */
export async function followParticipant(context: CommandContext, argument: unknown): Promise<void> {
  const chosen = await chooseParticipant(context, argument, translate('Follow'));
  if (chosen !== undefined) context.following.start(chosen);
}
