import * as z from 'zod';
import { RelayApiError } from '../../client/relay/relayApi.ts';
import type { NamedRoom } from '../../client/relay/roomRef.ts';
import { chooseRoom } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';
import { type PlainText, joined, plainText } from '../../client/plainText.ts';

const NOTHING = plainText('');

/** A script says that it has asked. */
const argumentSchema = z.object({ isConfirmed: z.literal(true) });

/** Deletes a room for everybody, once the person has seen which one and who is in it. */
export async function deleteRoom(context: CommandContext, argument: unknown): Promise<void> {
  const room = await chooseRoom(context, argument, translate('Delete Room'));
  if (room === undefined) return;
  const { relayUrl, roomId } = room;
  const api = context.api(relayUrl);
  try {
    const people = await api.countParticipants(roomId);
    if (!argumentSchema.safeParse(argument).success && !(await confirm(context, room, people))) return;
    await api.deleteRoom(roomId, await context.ownerTokens.find(room));
  } catch (error) {
    // Somebody was faster, and what was wanted is so.
    if (!(error instanceof RelayApiError) || error.status !== 404) throw error;
  }
  await context.ownerTokens.forget(room);
  await context.recent.forget(room);
  context.relayRooms.outdate();
}

async function confirm(
  { documents, ownerTokens }: CommandContext,
  room: NamedRoom,
  people: number,
): Promise<boolean> {
  const remove = translate('Delete Room');
  const isHere = documents.findRoom(room) !== undefined;
  const choice = await tell.ask(
    translate('Delete the room "{0}" for everybody?', room.name),
    joined(' ', [
      ownerTokens.owns(room) ? NOTHING : translate('Somebody else created it.'),
      whoIsIn(people, isHere),
      translate('This removes its text and history from the relay. You cannot undo this.'),
      people > 0 ? translate('Everyone in it keeps the text as their own document.') : NOTHING,
    ]),
    remove,
  );
  return choice === remove;
}

function whoIsIn(people: number, isHere: boolean): PlainText {
  if (people === 0) return translate('Nobody is in it.');
  if (people === 1) return isHere ? translate('Only you are in it.') : translate('One person is in it.');
  return isHere
    ? translate('{0} people are in it, including you.', people)
    : translate('{0} people are in it.', people);
}
