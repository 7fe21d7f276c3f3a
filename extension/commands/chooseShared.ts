import * as z from 'zod';
import type { SharedDocument } from '../document/sharedDocument.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { plainText, type PlainText } from '../../client/plainText.ts';
import { choose } from '../words/choose.ts';

const argumentSchema = z.object({ roomId: z.string().optional() });

/** The room that a command means: the one named, the active document's, or the one that the person picks. */
export async function chooseShared(
  { documents }: CommandContext,
  argument: unknown,
  title: PlainText,
): Promise<SharedDocument | undefined> {
  const { roomId } = argumentSchema.parse(argument ?? {});
  const all = documents.all();
  if (roomId !== undefined) {
    const named = all.find((shared) => shared.session.room.id === roomId);
    if (named === undefined) throw new UserError(translate('This window is not in that room.'));
    return named;
  }
  const current = documents.current();
  if (current !== undefined) return current;
  if (all.length === 0) throw new UserError(translate('This window is not in a room.'));
  const choice = await choose(
    all.map((shared) => ({
      label: plainText(shared.session.room.name),
      description: plainText(shared.document.uri.path),
      shared,
    })),
    { title },
  );
  return choice?.shared;
}
