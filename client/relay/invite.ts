import { EXTENSION_ID, JOIN_PATH } from '../../shared/room/inviteLink.ts';
import { parseRoomId } from '../../shared/room/roomId.ts';
import { bareWord, linksIn, MAX_TEXT_UNITS } from './linksIn.ts';
import { parseRelayUrl, type RelayUrl } from './relayUrl.ts';
import type { RoomRef } from './roomRef.ts';
import { translate } from '../translate.ts';
import type { PlainText } from '../plainText.ts';

/** What an invite says, or why it says nothing. */
export type InviteResult = { readonly invite: RoomRef } | { readonly problem: PlainText };

/** An honest invite is far shorter. Tandem ignores a longer one. */
const MAX_INVITE_UNITS = 512;

/**
 * Reads an invite that somebody pasted or clicked, with whatever a chat put around it. An invite is the
 * address of its page on the relay, the link that the page opens, or a bare room id on `ownRelay`. It uses
 * nothing else of a link. It skips other links in the text, and does not choose among invites to different
 * rooms.
 */
export function parseInvite(text: string, ownRelay?: RelayUrl): InviteResult {
  if (text.length > MAX_TEXT_UNITS) return TOO_LONG();
  const links = linksIn(text);
  if (links.length === 0) return parseBareId(bareWord(text), ownRelay);
  const results = links.map(parseLink);
  const [first, ...others] = results.flatMap((result) => ('invite' in result ? result.invite : []));
  if (first === undefined) return results[0] ?? NO_INVITE();
  if (others.some(({ relayUrl, roomId }) => relayUrl !== first.relayUrl || roomId !== first.roomId))
    return { problem: translate('This text contains invites to different rooms. Paste only one of them.') };
  return { invite: first };
}

function parseBareId(text: string, ownRelay: RelayUrl | undefined): InviteResult {
  const roomId = parseRoomId(text) ?? parseRoomId(text.replace(/^_|_$/g, ''));
  if (roomId === undefined) return NO_INVITE();
  if (ownRelay !== undefined) return { invite: { relayUrl: ownRelay, roomId } };
  return {
    problem: translate(
      'This is a room id. Set the address of its relay first ("Tandem: Set Relay Address").',
    ),
  };
}

function parseLink(link: string): InviteResult {
  if (link.length > MAX_INVITE_UNITS) return TOO_LONG();
  let url: URL;
  try {
    url = new URL(link);
  } catch {
    return NO_INVITE();
  }
  const isPage = url.protocol === 'https:' || url.protocol === 'http:';
  return isPage ? parsePageLink(url) : parseEditorLink(url);
}

/** `https://relay.example/join/<room id>`; the relay may be in a folder of its host. */
function parsePageLink(url: URL): InviteResult {
  // Such a link looks as if it led to a different host.
  if (url.username !== '' || url.password !== '')
    return { problem: translate('An invite cannot contain a user name or password.') };
  const at = url.pathname.lastIndexOf(JOIN_PATH);
  if (at === -1)
    return { problem: translate('This link is not an invite to a room: its path has no /join/.') };
  return inviteTo(url.origin + url.pathname.slice(0, at), url.pathname.slice(at + JOIN_PATH.length));
}

/** `<scheme>://tandem.tandem/join?relay=…&room=…`, of whichever editor. */
function parseEditorLink(url: URL): InviteResult {
  if (url.host.toLowerCase() !== EXTENSION_ID || url.username !== '')
    return { problem: translate('This link is not an invite to a room: it is not for Tandem.') };
  if (!/^\/join\/?$/.test(url.pathname))
    return { problem: translate('This link is not an invite to a room: its path is not /join.') };
  const relay = url.searchParams.get('relay');
  const room = url.searchParams.get('room');
  if (relay === null || room === null)
    return { problem: translate('This invite does not name a relay and a room.') };
  return inviteTo(relay, room);
}

function inviteTo(relay: string, room: string): InviteResult {
  // Behind the id may be slashes, and a mark of markdown's.
  const roomId = parseRoomId(room.replace(/(?<=^[\w-]{22})[/_]*$/, ''));
  if (roomId === undefined) return { problem: translate('This invite contains no valid room id.') };
  const parsed = parseRelayUrl(relay);
  if ('problem' in parsed) return parsed;
  return { invite: { relayUrl: parsed.url, roomId } };
}

const TOO_LONG = (): InviteResult => ({ problem: translate('This is too long to be an invite.') });

const NO_INVITE = (): InviteResult => ({
  problem: translate(
    'This is not an invite. Ask your partner for the link that "Tandem: Copy Invite" copies.',
  ),
});
