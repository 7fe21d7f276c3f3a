import { MAX_ROOM_NAME_UNITS } from '../../shared/limits.ts';
import { cleanName } from '../../shared/room/roomName.ts';
import { translate } from '../../client/translate.ts';
import type { PlainText } from '../../client/plainText.ts';
import { askLine } from '../words/choose.ts';

/** Asks for a room's name; undefined when the person thought better of it. */
export function askRoomName(title: PlainText, offer: string): Promise<string | undefined> {
  return askLine({
    title,
    prompt: translate('A name for the room, which the others see.'),
    value: offer,
    validateInput: (value) => {
      const name = cleanName(value);
      if (name === '') return translate('A room needs a name.');
      return name.length > MAX_ROOM_NAME_UNITS
        ? translate('At most {0} characters.', MAX_ROOM_NAME_UNITS)
        : undefined;
    },
  });
}
