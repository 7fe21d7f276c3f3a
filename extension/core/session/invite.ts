import { JOIN_PATH } from '../../../shared/room/inviteLink.ts';
import { parseRoomId, type RoomId } from '../../../shared/room/roomId.ts';
import { parseRelayUrl, type RelayUrl } from './relayUrl.ts';
import { translate } from '../translate.ts';
import type { PlainText } from '../plainText.ts';

/** What a link to a room says. */
export interface Invite {
  readonly relayUrl: RelayUrl;
  readonly roomId: RoomId;
}

export type InviteResult = { readonly invite: Invite } | { readonly problem: PlainText };

/** An honest invite is far shorter; a longer one is not looked at. */
const MAX_INVITE_UNITS = 512;

/**
 * Reads an invite that somebody pasted or clicked: the address of its page on the relay, the link that the page opens,
 * or a bare room id, which is looked for on `ownRelay`. Nothing else of a link is used.
 */
export function parseInvite(text: string, ownRelay?: RelayUrl): InviteResult {
  const trimmed = text.trim();
  if (trimmed.length > MAX_INVITE_UNITS) return { problem: translate('This is too long to be an invite.') };
  const bareId = parseRoomId(trimmed);
  if (bareId !== undefined) {
    if (ownRelay === undefined)
      return {
        problem: translate(
          'This is a room id. Set the address of its relay first ("Tandem: Set Relay Address").',
        ),
      };
    return { invite: { relayUrl: ownRelay, roomId: bareId } };
  }
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return {
      problem: translate(
        'This is no invite. Ask your partner for the link that "Tandem: Copy Invite" copies.',
      ),
    };
  }
  const isPage = url.protocol === 'https:' || url.protocol === 'http:';
  return isPage ? parsePageLink(url) : parseEditorLink(url);
}

/** `https://relay.example/join/<room id>`; the relay may be in a folder of its host. */
function parsePageLink(url: URL): InviteResult {
  // Such a link reads as if it led to another host than it does.
  if (url.username !== '' || url.password !== '')
    return { problem: translate('An invite has no user name and no password in it.') };
  const at = url.pathname.lastIndexOf(JOIN_PATH);
  if (at === -1) return { problem: translate('This link is no invite to a room: its path has no /join/.') };
  return inviteTo(url.origin + url.pathname.slice(0, at), url.pathname.slice(at + JOIN_PATH.length));
}

function parseEditorLink(url: URL): InviteResult {
  if (url.pathname !== '/join')
    return { problem: translate('This link is no invite to a room: its path is not /join.') };
  const relay = url.searchParams.get('relay');
  const room = url.searchParams.get('room');
  if (relay === null || room === null)
    return { problem: translate('This invite lacks its relay or its room.') };
  return inviteTo(relay, room);
}

function inviteTo(relay: string, room: string): InviteResult {
  const roomId = parseRoomId(room);
  if (roomId === undefined) return { problem: translate('The room in this invite is not a room id.') };
  const parsed = parseRelayUrl(relay);
  if ('problem' in parsed) return parsed;
  return { invite: { relayUrl: parsed.url, roomId } };
}
