import { assertNever } from '../../shared/assertNever.ts';
import type { ControlMessage } from '../../shared/protocol/control.ts';
import { translate } from '../translate.ts';
import type { PlainText } from '../plainText.ts';

type Notice = Extract<ControlMessage, { kind: 'notice' }>;

/** What a relay tells the person, in their language. The relay's own words are English. */
export function noticeText({ code }: Pick<Notice, 'code'>): PlainText {
  switch (code) {
    case 'not_saved':
      return translate(
        'The relay cannot store edits right now, but it keeps trying. Keep your window open until they are stored.',
      );
    case 'stopping':
      return translate('The relay is restarting; your window reconnects by itself.');
    default:
      return assertNever(code);
  }
}
