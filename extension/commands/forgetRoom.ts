import type { RecentRoom } from '../rooms/recentRooms.ts';
import { RoomRow } from '../rooms/roomsTree.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { plainText } from '../../client/plainText.ts';
import { choose } from '../words/choose.ts';

/** Takes a room off the recent ones: the row's, or the one that the person picks. It stays on its relay. */
export async function forgetRoom({ recent }: CommandContext, row: unknown): Promise<void> {
  const room = row instanceof RoomRow ? row : await pick(recent.all());
  if (room !== undefined) await recent.forget(room);
}

async function pick(rooms: readonly RecentRoom[]): Promise<RecentRoom | undefined> {
  if (rooms.length === 0) throw new UserError(translate('There is no recent room.'));
  const choice = await choose(
    rooms.map((room) => ({ label: plainText(room.name), description: plainText(room.language), room })),
    { title: translate('Take off Recent Rooms') },
  );
  return choice?.room;
}
