declare const brand: unique symbol;

/** A room's id: 22 characters of base64url, 128 random bits. Only `parseRoomId` makes one. */
export type RoomId = string & { readonly [brand]: 'RoomId' };

const PATTERN = /^[A-Za-z0-9_-]{22}$/;

/** The id in `text`, or undefined if it is not one. */
export function parseRoomId(text: string): RoomId | undefined {
  return PATTERN.test(text) ? (text as RoomId) : undefined;
}
