import * as z from 'zod';
import { RelayApi } from '../../client/relay/relayApi.ts';
import { askRoomName } from './askRoomName.ts';
import { chooseRoom } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';

const argumentSchema = z.object({ newName: z.string() });

/** Gives a room another name, for everybody. Documents that show it keep theirs (docs/architecture.md). */
export async function renameRoom(context: CommandContext, argument: unknown): Promise<void> {
  const room = await chooseRoom(context, argument, translate('Rename Room'));
  if (room === undefined) return;
  const given = argumentSchema.safeParse(argument);
  const name = given.success
    ? given.data.newName
    : await askRoomName(translate('Rename "{0}"', room.name), room.name);
  if (name === undefined || name === room.name) return;
  const { relayUrl, roomId } = room;
  const changed = await new RelayApi(relayUrl).changeRoom(roomId, { name });
  if (context.recent.find(relayUrl, roomId) !== undefined)
    await context.recent.rename({ relayUrl, roomId, name: changed.name, language: changed.language });
  context.relayRooms.outdate();
}
