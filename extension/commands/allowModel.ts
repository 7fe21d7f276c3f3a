import * as z from 'zod';
import { isModelAllowed, nameOfModel } from '../../client/completion/describeCompletions.ts';
import { RelayApi } from '../../client/relay/relayApi.ts';
import { UserError } from '../userError.ts';
import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

/** A script says that it has asked. */
const confirmedSchema = z.object({ isConfirmed: z.literal(true) });

/** Lets a model see a room's text, or no more. Only whoever created the room can, in the window that they did it in. */
export async function allowModel(
  context: CommandContext,
  argument: unknown,
  isAllowed: boolean,
): Promise<void> {
  const title = isAllowed
    ? translate('Allow a Model in This Room')
    : translate('Disallow Models in This Room');
  const shared = await chooseShared(context, argument, title);
  if (shared === undefined) return;
  const { room, completions } = shared.session;
  const token = await context.ownerTokens.find({ relayUrl: room.relayUrl, roomId: room.id });
  if (token === undefined)
    throw new UserError(
      translate(
        'Only whoever created "{0}" can decide that, on the computer on which they did it.',
        room.name,
      ),
    );
  if (isAllowed && (completions === undefined || completions.engine === 'local'))
    throw new UserError(
      translate(
        'This relay has no model: its own engine completes, and nothing leaves it. Whoever runs the relay can connect one (docs/completions.md).',
      ),
    );
  if (isModelAllowed(completions) === isAllowed) {
    void tell.info(
      isAllowed
        ? translate('A model may see the text of "{0}" already.', room.name)
        : translate('No model may see the text of "{0}".', room.name),
    );
    // Of a relay without a model it is not known; it may get one.
    if (completions?.engine !== 'local') return;
  }
  if (isAllowed && completions !== undefined && !confirmedSchema.safeParse(argument).success) {
    const allow = translate('Allow');
    const choice = await tell.ask(
      translate('Let {0} see the text of "{1}"?', nameOfModel(completions), room.name),
      translate(
        'While people type in the room, the relay sends parts of its text to the model’s provider. Everybody in the room is told. Files whose names are those of secrets are never sent.',
      ),
      allow,
    );
    if (choice !== allow) return;
  }
  // Whoever is there now gets the owner's key.
  if (!(await context.relays.meet(room.relayUrl))) return;
  await new RelayApi(room.relayUrl).allowModel(room.id, isAllowed, token);
}
