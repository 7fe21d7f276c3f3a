import * as vscode from 'vscode';
import { editorLink, pageLink } from '../../shared/room/inviteLink.ts';
import type { RoomSummary } from '../api.ts';
import { RelayApi } from '../../client/relay/relayApi.ts';
import type { RoomRef } from '../../client/relay/roomRef.ts';
import type { RoomInfo } from '../../client/session/roomNews.ts';
import { configuredInviteLink } from '../settings.ts';

/** A room as commands and the API speak of it. */
export function summarizeRoom({ id, name, relayUrl }: RoomInfo): RoomSummary {
  const isPage = configuredInviteLink() === 'https';
  const invite = isPage ? pageLink(relayUrl, id) : editorLink(vscode.env.uriScheme, relayUrl, id);
  return { id, name, relayUrl, invite };
}

/** The link to give away: as the settings want it, except where the relay has no page for it. */
export async function chooseInvite({ relayUrl, roomId }: RoomRef): Promise<string> {
  const isPage =
    configuredInviteLink() === 'https' && (await new RelayApi(relayUrl).servesInvitePage(roomId));
  return isPage ? pageLink(relayUrl, roomId) : editorLink(vscode.env.uriScheme, relayUrl, roomId);
}
