import * as z from 'zod';
import { parseRelayUrl } from '../../client/relay/relayUrl.ts';
import { currentRelayText, requireRelayUrl, saveRelayUrl } from '../settings.ts';
import { translate } from '../../client/translate.ts';
import { askLine } from '../words/choose.ts';
import { plainText } from '../../client/plainText.ts';

const argumentSchema = z.object({ relayUrl: z.string() });

/** Asks where one's relay answers, and keeps it in the user's settings. */
export async function setRelayUrl(argument: unknown): Promise<void> {
  const given = argumentSchema.safeParse(argument);
  const text = given.success ? given.data.relayUrl : await askRelayUrl();
  if (text !== undefined) await saveRelayUrl(requireRelayUrl(text));
}

function askRelayUrl(): Thenable<string | undefined> {
  return askLine({
    title: translate('Set Relay Address'),
    prompt: translate('Where your relay answers. Rooms are created on it, and it is asked for its rooms.'),
    placeHolder: plainText('https://relay.example.org'),
    value: currentRelayText(),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const parsed = parseRelayUrl(value);
      return 'problem' in parsed ? parsed.problem : undefined;
    },
  });
}
