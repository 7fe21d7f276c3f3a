import { MAX_LANGUAGE_UNITS, MAX_ROOM_NAME_UNITS } from '../limits.ts';
import { visibleText } from '../presence/visibleText.ts';
import { firstUnits } from '../text/surrogates.ts';

/** What a room is called whose name nobody could see. */
const NAMELESS = 'room';

/** A language id that everybody has, for a room that has none. */
const NO_LANGUAGE = 'plaintext';

/** Beyond this a text is only refused or cut, so nothing is made of the rest. */
const LOOKED_AT_UNITS = 4 * MAX_ROOM_NAME_UNITS;

/**
 * What somebody calls a room, as it is kept: on one line, without what turns text around or hides it. Empty when nothing
 * can be seen; too long where it was too long.
 */
export function cleanName(text: string): string {
  return text.length > LOOKED_AT_UNITS ? text : visibleText(text);
}

/** The name of a room as it may be shown anywhere, whoever has stored or sent it: never empty, and not too long. */
export function shownRoomName(name: string): string {
  return shown(name, MAX_ROOM_NAME_UNITS) || NAMELESS;
}

/** The same for the language of a room. */
export function shownLanguage(language: string): string {
  return shown(language, MAX_LANGUAGE_UNITS) || NO_LANGUAGE;
}

function shown(text: string, maxUnits: number): string {
  const visible = visibleText(text.slice(0, LOOKED_AT_UNITS));
  // A cut may leave a space at the end.
  return visible.length <= maxUnits ? visible : visibleText(firstUnits(visible, maxUnits));
}
