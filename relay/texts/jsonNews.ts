import type { JsonMessage } from '../../shared/api/jsonSocket.ts';
import { colorFor } from '../../shared/presence/palette.ts';
import type { Person, PersonAt } from './peopleHere.ts';
import type { Room } from '../rooms/room.ts';
import type { SeenText } from './seenTexts.ts';

/** A message with the room's text. */
export type TextMessage = Extract<JsonMessage, { type: 'init' | 'code_update' }>;

/** The first message of a connection: the room, its text, and who is in it besides `self`. */
export function initMessage(
  room: Room,
  text: SeenText,
  self: { readonly id: string; readonly name: string },
  people: readonly Person[],
): TextMessage {
  const { id, name, language } = room.record;
  const data = {
    room_id: id,
    room_name: name,
    code: text.text,
    version: text.version,
    language,
    user_count: room.participantCount,
    user_id: self.id,
    name: self.name,
    users: people.flatMap((person) =>
      person.id === self.id ? [] : { user_id: person.id, name: person.name },
    ),
  };
  return { type: 'init', data };
}

/** The text as it is now. */
export function codeMessage({ text, version }: SeenText): TextMessage {
  return { type: 'code_update', data: { code: text, version } };
}

export function arrivalMessage(
  type: 'user_joined' | 'user_left',
  room: Room,
  { id, name }: Pick<Person, 'id' | 'name'>,
): JsonMessage {
  return { type, data: { room_id: room.id, user_count: room.participantCount, user_id: id, name } };
}

export function caretMessage({ id, name, line, column }: PersonAt): JsonMessage {
  return { type: 'cursor_position', data: { user_id: id, name, line, column } };
}

export function roomMessage(room: Room, name: string, language: string): JsonMessage {
  return { type: 'room_updated', data: { room_id: room.id, room_name: name, language } };
}

/** What a JSON client shows to the Yjs clients of its room. `caret` is a relative position, or null. */
export function presenceState(name: string, caret: unknown): Uint8Array {
  const cursor = caret === null ? null : { anchor: caret, head: caret };
  const color = colorFor(name).hex;
  const state = {
    user: { name, color, colorLight: `${color}33` },
    cursor,
    selections: cursor === null ? [] : [cursor],
  };
  return Buffer.from(JSON.stringify(state));
}
