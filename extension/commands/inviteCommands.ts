import * as vscode from 'vscode';
import { parseInvite } from '../../client/relay/invite.ts';
import type { RoomRef } from '../../client/relay/roomRef.ts';
import { ownRelayUrl } from '../settings.ts';
import { UserError } from '../userError.ts';
import { chooseInvite } from '../rooms/roomSummary.ts';
import { chooseRoom } from './chooseRoom.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';
import { pageLink } from '../../shared/room/inviteLink.ts';

/** Reads an invite, or throws a UserError which says what is wrong with it. */
export function requireInvite(text: string): RoomRef {
  const parsed = parseInvite(text, ownRelayUrl());
  if ('problem' in parsed) throw new UserError(parsed.problem);
  return parsed.invite;
}

/** Puts a room's invite on the clipboard and returns it. */
export async function copyInvite(context: CommandContext, argument: unknown): Promise<string | undefined> {
  const room = await chooseRoom(context, argument, translate('Copy Invite'));
  if (room === undefined) return undefined;
  const invite = await chooseInvite(room);
  await vscode.env.clipboard.writeText(invite);
  tell.inPassing(translate('$(check) The invite to "{0}" is on the clipboard.', room.name), 4_000);
  return invite;
}

/** Shows a room's invite as those see it who click on it. */
export async function openInvitePage(context: CommandContext, argument: unknown): Promise<void> {
  const room = await chooseRoom(context, argument, translate('Open Invite in Browser'));
  if (room !== undefined)
    await vscode.env.openExternal(vscode.Uri.parse(pageLink(room.relayUrl, room.roomId)));
}
