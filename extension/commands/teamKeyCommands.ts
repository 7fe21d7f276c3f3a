import * as z from 'zod';
import { plainText } from '../../client/plainText.ts';
import { isKeyTaken } from '../../client/relay/isKeyTaken.ts';
import { RelayApiError } from '../../client/relay/relayApi.ts';
import type { RelayKeys } from '../../client/relay/relayKeys.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import { translate } from '../../client/translate.ts';
import type { RelayMeetings } from '../rooms/relayMeetings.ts';
import type { TeamKeys } from '../rooms/teamKeys.ts';
import { configuredRelayUrl, requireRelayUrl } from '../settings.ts';
import { UserError } from '../userError.ts';
import { askLine } from '../words/choose.ts';
import { tell } from '../words/tell.ts';
import type { CommandContext } from './commandContext.ts';

const argumentSchema = z.object({ relayUrl: z.string().optional(), key: z.string().optional() });

interface KeyParts {
  readonly teamKeys: TeamKeys;
  readonly relays: RelayMeetings;
}

/** Keeps the key of a team for a relay, once that has taken it. */
export async function setTeamKey(context: CommandContext, argument: unknown): Promise<void> {
  const given = argumentSchema.safeParse(argument).data;
  const relayUrl = given?.relayUrl === undefined ? configuredRelayUrl() : requireRelayUrl(given.relayUrl);
  const key = await enterKey(context, relayUrl, given?.key);
  if (key === undefined) return;
  context.relayRooms.outdate();
  context.documents.reconnectNow();
  void tell.info(translate('Your team key is kept for the relay at {0}.', relayUrl));
}

/** The person's keys for what they have just asked for: where the relay wants one, they are asked for it. */
export function askingKeys(parts: KeyParts): RelayKeys {
  return {
    find: (address) => parts.teamKeys.find(address),
    ask: async (address, refused) => {
      if (refused !== undefined) void tell.warn(whyRefused(address));
      return enterKey(parts, address);
    },
  };
}

/** Undefined when the person thought better of it. Throws UserError for a key that the relay does not take. */
async function enterKey(
  { teamKeys, relays }: KeyParts,
  relayUrl: RelayUrl,
  given?: string,
): Promise<string | undefined> {
  const key = given === undefined ? await askTeamKey(relayUrl) : keyIn(given);
  if (key === undefined || !(await relays.meet(relayUrl))) return undefined;
  switch (await isKeyTaken(relayUrl, key)) {
    case true:
      await teamKeys.keep(relayUrl, key);
      return key;
    case false:
      throw new UserError(whyRefused(relayUrl));
    case undefined:
      throw RelayApiError.ofSilence(relayUrl);
  }
}

function whyRefused(relayUrl: RelayUrl) {
  return translate(
    'The relay at {0} does not take this team key. Ask whoever runs it for the one that is valid now.',
    relayUrl,
  );
}

async function askTeamKey(relayUrl: RelayUrl): Promise<string | undefined> {
  const line = await askLine({
    title: translate('Set Team Key'),
    prompt: translate('The relay at {0} is for a team. Paste its team key.', relayUrl),
    placeHolder: plainText('office:…'),
    isSecret: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      keyIn(value) === undefined
        ? translate('A team key has 43 letters, digits, dashes and underscores.')
        : undefined,
  });
  return line === undefined ? undefined : keyIn(line);
}

/** The key in what the relay printed, or in a part of that: `TEAM_KEYS=name:key`. */
function keyIn(text: string): string | undefined {
  return /(?:^|[=:\s])([\w-]{43})\s*$/.exec(text)?.[1];
}
