import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

/** Unbinds a document and leaves its room. The text stays in the document, the room lives on. */
export async function leaveRoom(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, translate('Leave Room'));
  if (shared === undefined) return;
  const { room } = shared.session;
  await context.documents.leave(shared, context.files);
  const left = shared.session.isSaved
    ? translate('You left "{0}". The text stays in your document.', room.name)
    : translate(
        'You left "{0}". The relay has not confirmed your latest edits: they are kept and handed in when you join again.',
        room.name,
      );
  void tell.info(left);
}
