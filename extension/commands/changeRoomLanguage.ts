import * as vscode from 'vscode';
import * as z from 'zod';
import { RelayApi } from '../../client/relay/relayApi.ts';
import { setLanguage } from '../document/roomLanguage.ts';
import { chooseRoom, type ChosenRoom } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { choose } from '../words/choose.ts';
import { plainText } from '../../client/plainText.ts';

const argumentSchema = z.object({ newLanguage: z.string() });

/** Gives a room another language: every document that was joined follows, and the one of whoever did it. */
export async function changeRoomLanguage(context: CommandContext, argument: unknown): Promise<void> {
  const room = await chooseRoom(context, argument, translate('Change Language of Room'));
  if (room === undefined) return;
  const given = argumentSchema.safeParse(argument);
  const language = given.success ? given.data.newLanguage : await pickLanguage(room);
  if (language === undefined || language === room.language) return;
  const { relayUrl, roomId } = room;
  const changed = await new RelayApi(relayUrl).changeRoom(roomId, { language });
  const shared = context.documents.findRoom(room);
  if (shared !== undefined) await setLanguage(shared.document, changed.language);
  if (context.recent.find(relayUrl, roomId) !== undefined)
    await context.recent.rename({ relayUrl, roomId, name: changed.name, language: changed.language });
  context.relayRooms.outdate();
}

async function pickLanguage({ name, language }: ChosenRoom): Promise<string | undefined> {
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
