import * as vscode from 'vscode';
import * as z from 'zod';
import { RelayApi, RelayApiError } from '../../core/session/relayApi.ts';
import { chooseRoom, type ChosenRoom } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';

/** A script says that it has asked. */
const argumentSchema = z.object({ isConfirmed: z.literal(true) });

/** Deletes a room for everybody, once the person has seen which one and who is in it. */
export async function deleteRoom(context: CommandContext, argument: unknown): Promise<void> {
  const room = await chooseRoom(context, argument, vscode.l10n.t('Delete Room'));
  if (room === undefined) return;
  const { relayUrl, roomId } = room;
  const api = new RelayApi(relayUrl);
  try {
    const people = await api.countParticipants(roomId);
    if (!argumentSchema.safeParse(argument).success && !(await confirm(context, room, people))) return;
    await api.deleteRoom(roomId);
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
  { name, relayUrl, roomId }: ChosenRoom,
  people: number,
): Promise<boolean> {
  const remove = vscode.l10n.t('Delete Room');
  const isHere = documents.findRoom({ relayUrl, roomId }) !== undefined;
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the room "{0}" for everybody?', name),
    {
      modal: true,
      detail: [
        ownerTokens.owns({ relayUrl, roomId }) ? '' : vscode.l10n.t('Somebody else created it.'),
        whoIsIn(people, isHere),
        vscode.l10n.t('Its text and its history are removed from the relay, and this cannot be undone.'),
        people > 0 ? vscode.l10n.t('Whoever is in it keeps the text as a document of their own.') : '',
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
    },
    remove,
  );
  return choice === remove;
}

function whoIsIn(people: number, isHere: boolean): string {
  if (people === 0) return vscode.l10n.t('Nobody is in it.');
  if (people === 1)
    return isHere ? vscode.l10n.t('Only you are in it.') : vscode.l10n.t('One person is in it.');
  return isHere
    ? vscode.l10n.t('{0} people are in it, you among them.', people)
    : vscode.l10n.t('{0} people are in it.', people);
}
