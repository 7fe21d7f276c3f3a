import { parseRoomId, type RoomId } from '../../../shared/room/roomId.ts';
import { parseRelayUrl, type RelayUrl } from './relayUrl.ts';

/** What a link to a room says. */
export interface Invite {
  readonly relayUrl: RelayUrl;
  readonly roomId: RoomId;
}

export type InviteResult = { readonly invite: Invite } | { readonly problem: string };

/** An honest invite is far shorter; a longer one is not looked at. */
const MAX_INVITE_UNITS = 512;

/** `<scheme>://<extension>/join?relay=…&room=…`, which VS Code hands to the extension when it is clicked. */
export function formatInvite(uriScheme: string, extensionId: string, invite: Invite): string {
  const query = new URLSearchParams({ relay: invite.relayUrl, room: invite.roomId });
  return `${uriScheme}://${extensionId}/join?${query.toString()}`;
}

/** Reads an invite that somebody pasted or clicked. Nothing else of the link is used. */
export function parseInvite(text: string): InviteResult {
  const trimmed = text.trim();
  if (trimmed.length > MAX_INVITE_UNITS) return { problem: 'This is too long to be an invite.' };
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return { problem: 'This is no invite. Ask your partner for the link that "Tandem: Copy Invite" copies.' };
  }
  if (url.pathname !== '/join')
    return { problem: 'This link is no invite to a room: its path is not /join.' };
  const relay = url.searchParams.get('relay');
  const room = url.searchParams.get('room');
  if (relay === null || room === null) return { problem: 'This invite lacks its relay or its room.' };
  const roomId = parseRoomId(room);
  if (roomId === undefined) return { problem: 'The room in this invite is not a room id.' };
  const parsed = parseRelayUrl(relay);
  if ('problem' in parsed) return parsed;
  return { invite: { relayUrl: parsed.url, roomId } };
}
