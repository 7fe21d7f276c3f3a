import * as vscode from 'vscode';
import type { RecentRoom } from '../recentRooms.ts';
import { RoomRow } from '../roomsTree.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { plainLabel } from './plainLabel.ts';

/** Takes a room off the recent ones: the row's, or the one that the person picks. It stays on its relay. */
export async function forgetRoom({ recent }: CommandContext, row: unknown): Promise<void> {
  const room = row instanceof RoomRow ? row : await pick(recent.all());
  if (room !== undefined) await recent.forget(room);
}

async function pick(rooms: readonly RecentRoom[]): Promise<RecentRoom | undefined> {
  if (rooms.length === 0) throw new UserError(vscode.l10n.t('There is no recent room.'));
  const choice = await vscode.window.showQuickPick(
    rooms.map((room) => ({ label: plainLabel(room.name), description: room.language, room })),
    { title: vscode.l10n.t('Take off Recent Rooms') },
  );
  return choice?.room;
}
