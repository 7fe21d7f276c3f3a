import { MAX_LANGUAGE_UNITS, MAX_ROOM_NAME_UNITS } from '../limits.ts';
import { visibleText } from '../presence/visibleText.ts';
import { firstUnits } from '../text/surrogates.ts';

/** The name of a room whose own name would be invisible. */
const NAMELESS = 'room';

/** A language id that everybody has, for a room that has none. */
const NO_LANGUAGE = 'plaintext';

/** A longer text is only refused or cut, so the rest is not processed. */
const LOOKED_AT_UNITS = 4 * MAX_ROOM_NAME_UNITS;

/**
 * A room's name as stored: on one line, without characters that reverse or hide text. Empty if nothing is
 * visible; too long if it was too long.
 */
export function cleanName(text: string): string {
  return text.length > LOOKED_AT_UNITS ? text : visibleText(text);
}

/**
 * A room's name that is safe to show anywhere, whoever has stored or sent it: never empty, and not too long.
 */
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
