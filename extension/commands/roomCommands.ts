import * as z from 'zod';
import * as vscode from 'vscode';
import type { NamedRoom } from '../../client/relay/roomRef.ts';
import { chooseRoom } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { MAX_ROOM_NAME_UNITS } from '../../shared/limits.ts';
import { cleanName } from '../../shared/room/roomName.ts';
import { type PlainText, plainText } from '../../client/plainText.ts';
import { askLine, choose } from '../words/choose.ts';
import { setLanguage } from '../document/setLanguage.ts';
import { chooseShared } from './chooseShared.ts';
import { tell } from '../words/tell.ts';
import { RoomRow } from '../rooms/roomRow.ts';
import { UserError } from '../userError.ts';

const newNameSchema = z.object({ newName: z.string() });

/** Gives a room another name, for everybody. Documents that show it keep theirs (docs/architecture.md). */
export async function renameRoom(context: CommandContext, argument: unknown): Promise<void> {
  const room = await chooseRoom(context, argument, translate('Rename Room'));
  if (room === undefined) return;
  const given = newNameSchema.safeParse(argument);
  const name = given.success
    ? given.data.newName
    : await askRoomName(translate('Rename "{0}"', room.name), room.name);
  if (name === undefined || name === room.name) return;
  const { relayUrl, roomId } = room;
  const changed = await context.api(relayUrl).changeRoom(roomId, { name });
  if (context.recent.find(room) !== undefined)
    await context.recent.rename({ relayUrl, roomId, name: changed.name, language: changed.language });
  context.relayRooms.outdate();
}

/** Asks for a room's name; undefined when the person thought better of it. */
export function askRoomName(title: PlainText, offer: string): Promise<string | undefined> {
  return askLine({
    title,
    prompt: translate('A name for the room. Everyone in it sees the name.'),
    value: offer,
    validateInput: (value) => {
      const name = cleanName(value);
      if (name === '') return translate('A room needs a name.');
      return name.length > MAX_ROOM_NAME_UNITS
        ? translate('At most {0} characters.', MAX_ROOM_NAME_UNITS)
        : undefined;
    },
  });
}

const newLanguageSchema = z.object({ newLanguage: z.string() });

/** Gives a room another language: every document that was joined follows, and the one of whoever did it. */
export async function changeRoomLanguage(context: CommandContext, argument: unknown): Promise<void> {
  const room = await chooseRoom(context, argument, translate('Change Language of Room'));
  if (room === undefined) return;
  const given = newLanguageSchema.safeParse(argument);
  const language = given.success ? given.data.newLanguage : await pickLanguage(room);
  if (language === undefined || language === room.language) return;
  const { relayUrl, roomId } = room;
  const changed = await context.api(relayUrl).changeRoom(roomId, { language });
  const shared = context.documents.findRoom(room);
  if (shared !== undefined) await setLanguage(shared.document, changed.language);
  if (context.recent.find(room) !== undefined)
    await context.recent.rename({ relayUrl, roomId, name: changed.name, language: changed.language });
  context.relayRooms.outdate();
}

async function pickLanguage({ name, language }: NamedRoom): Promise<string | undefined> {
  const ids = (await vscode.languages.getLanguages()).toSorted();
  const choice = await choose(
    ids.map((id) => ({
      id,
      label: plainText(id),
      ...(id === language && { description: translate('now') }),
    })),
    { title: translate('Change Language of "{0}"', name) },
  );
  return choice?.id;
}

/** Unbinds a document and leaves its room. The text stays in the document, the room lives on. */
export async function leaveRoom(context: CommandContext, argument: unknown): Promise<void> {
  const shared = await chooseShared(context, argument, translate('Leave Room'));
  if (shared === undefined) return;
  const { room } = shared.session;
  await context.documents.leave(shared, context.files);
  context.relayRooms.outdate();
  const left = shared.session.isSaved
    ? translate('You left "{0}". The text stays in your document.', room.name)
    : translate(
        'You left "{0}". The relay has not confirmed your latest edits. Tandem keeps them and sends them when you join again.',
        room.name,
      );
  void tell.info(left);
}

/** Takes a room off the recent ones: the row's, or the one that the person picks. It stays on its relay. */
export async function forgetRoom({ recent }: CommandContext, row: unknown): Promise<void> {
  const room = row instanceof RoomRow ? row : await pick(recent.all());
  if (room !== undefined) await recent.forget(room);
}

async function pick(rooms: readonly NamedRoom[]): Promise<NamedRoom | undefined> {
  if (rooms.length === 0) throw new UserError(translate('There are no recent rooms.'));
  const choice = await choose(
    rooms.map((room) => ({ label: plainText(room.name), description: plainText(room.language), room })),
    { title: translate('Remove from Recent Rooms') },
  );
  return choice?.room;
}
