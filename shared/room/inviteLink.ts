import type { RoomId } from './roomId.ts';

/** The page of an invite on its relay is `<relay>/join/<room id>`; this is its path before the id. */
export const JOIN_PATH = '/join/';

/** The extension that opens invites. */
export const EXTENSION_ID = 'tandem.tandem';

/** `https://relay.example/join/<room id>`: the invite that anybody can click, with VS Code or without it. */
export function pageLink(relayUrl: string, roomId: RoomId): string {
  return relayUrl + JOIN_PATH + roomId;
}

/** `<scheme>://tandem.tandem/join?relay=…&room=…`, which an editor of that scheme hands to the extension. */
export function editorLink(uriScheme: string, relayUrl: string, roomId: RoomId): string {
  const query = new URLSearchParams({ relay: relayUrl, room: roomId });
  return `${uriScheme}://${EXTENSION_ID}/join?${query.toString()}`;
}
