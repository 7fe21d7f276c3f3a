import { assertNever } from '../../shared/assertNever.ts';
import { CloseCode } from '../../shared/protocol/closeCode.ts';
import type { PlainText } from '../plainText.ts';
import { translate } from '../translate.ts';
import type { Ending } from './connectionState.ts';
import type { RoomInfo } from './roomNews.ts';

/**
 * What to tell the person when a session is over: what happened, what is safe, what to do next. Nothing if
 * the person left.
 */
export function whyEnded(because: Ending, room: RoomInfo): PlainText | undefined {
  switch (because.kind) {
    case 'closed':
      return whyClosed(because.code, because.reason, room.name);
    case 'distrusted':
      return translate(
        'The relay at {0} sent data that Tandem does not accept, so you left the room "{1}". Your text stays in the document.',
        room.relayUrl,
        room.name,
      );
    case 'left':
      return undefined;
    default:
      return assertNever(because);
  }
}

function whyClosed(code: number, reason: string, room: string): PlainText {
  switch (code) {
    case CloseCode.noSuchRoom:
      return translate('The room "{0}" no longer exists. Your text stays in the document.', room);
    case CloseCode.notSignedIn:
      return translate(
        'The relay of the room "{0}" asks for a team key. Run "Tandem: Set Team Key" and join again. Your text stays in the document.',
        room,
      );
    case CloseCode.notAllowed:
      return translate(
        'You are not allowed to join the room "{0}". Ask for a new invite. Your text stays in the document.',
        room,
      );
    case CloseCode.tooSlow:
      return translate(
        'The connection was too slow to keep up with the room "{0}". Your text is kept. Join again.',
        room,
      );
    case CloseCode.messageTooLarge:
    case CloseCode.tooLarge:
      return translate(
        'The room "{0}" is full: its text or history has reached the limit of the relay. Your text stays in the document.',
        room,
      );
    case CloseCode.tooMany:
      return translate(
        'The room "{0}" is full or too busy right now. Your text is kept. Join again later.',
        room,
      );
    default:
      return translate(
        'The relay ended the session in "{0}" ({1}). Your text stays in the document.',
        room,
        reason === '' ? code : `${code}: ${reason}`,
      );
  }
}
