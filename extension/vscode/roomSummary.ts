import * as vscode from 'vscode';
import type { RoomSummary } from '../api.ts';
import { formatInvite } from '../core/session/invite.ts';
import type { RoomInfo } from '../core/session/session.ts';

/** A room as commands and the API speak of it. */
export function summarizeRoom(room: RoomInfo, extensionId: string): RoomSummary {
  const { id, name, relayUrl } = room;
  const invite = formatInvite(vscode.env.uriScheme, extensionId, { relayUrl, roomId: id });
  return { id, name, relayUrl, invite };
}
