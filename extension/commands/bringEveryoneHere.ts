import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

/** Asks everybody in a room to come and look; nobody is made to. Throws a UserError when it was asked just now. */
export async function bringEveryoneHere(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, translate('Bring Everyone Here'));
  if (shared === undefined) return;
  context.summons.send(shared);
  const others = shared.session.participants.filter(({ isSelf }) => !isSelf).length;
  const message = translate('$(check) Asked {0} to follow you.', others);
  tell.inPassing(message, 4_000);
}
