import * as z from 'zod';
import { plainText, type PlainText } from '../../client/plainText.ts';
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
  const key =
    given?.key === undefined
      ? await askUntilTaken(context, relayUrl, whyAsked(relayUrl))
      : await takeKey(context, relayUrl, given.key);
  if (key === undefined) return;
  context.relayRooms.outdate();
  context.documents.reconnectNow();
  void tell.info(translate('Your team key is kept for the relay at {0}.', relayUrl));
}

/** For scripts. Undefined when the person does not want to meet this relay. Throws UserError for a key that it refuses. */
async function takeKey(parts: KeyParts, relayUrl: RelayUrl, text: string): Promise<string | undefined> {
  const key = keyIn(text);
  if (key === undefined) throw new UserError(noKey());
  if (!(await parts.relays.meet(relayUrl))) return undefined;
  if (!(await isKept(parts, relayUrl, key))) throw new UserError(whyRefused(relayUrl));
  return key;
}

/** The person's keys for what they have just asked for: where the relay wants one, they are asked for it. */
export function askingKeys(parts: KeyParts): RelayKeys {
  return {
    find: (address) => parts.teamKeys.find(address),
    ask: (address, refused) =>
      askUntilTaken(parts, address, refused === undefined ? whyAsked(address) : whyRefused(address)),
  };
}

/** Undefined when the person cancels. A key that the relay refuses is asked for again, with the reason. */
async function askUntilTaken(
  parts: KeyParts,
  relayUrl: RelayUrl,
  why: PlainText,
): Promise<string | undefined> {
  const key = await askTeamKey(why);
  if (key === undefined || !(await parts.relays.meet(relayUrl))) return undefined;
  if (await isKept(parts, relayUrl, key)) return key;
  return askUntilTaken(parts, relayUrl, whyRefused(relayUrl));
}

/** True when the relay takes the key. Throws RelayApiError when it does not answer. */
async function isKept({ teamKeys }: KeyParts, relayUrl: RelayUrl, key: string): Promise<boolean> {
  const isTaken = await isKeyTaken(relayUrl, key);
  if (isTaken === undefined) throw RelayApiError.ofSilence(relayUrl);
  if (isTaken) await teamKeys.keep(relayUrl, key);
  return isTaken;
}

function whyAsked(relayUrl: RelayUrl): PlainText {
  return translate('The relay at {0} is for a team. Paste its team key.', relayUrl);
}

function whyRefused(relayUrl: RelayUrl): PlainText {
  return translate(
    'The relay at {0} does not take this team key. Ask whoever runs it for the one that is valid now.',
    relayUrl,
  );
}

async function askTeamKey(prompt: PlainText): Promise<string | undefined> {
  const line = await askLine({
    title: translate('Set Team Key'),
    prompt,
    placeHolder: plainText('office:…'),
    isSecret: true,
    ignoreFocusOut: true,
    validateInput: (value) => (keyIn(value) === undefined ? noKey() : undefined),
  });
  return line === undefined ? undefined : keyIn(line);
}

function noKey(): PlainText {
  return translate('A team key has 43 letters, digits, dashes and underscores.');
}

/** The key in what the relay printed, or in a part of that: `TEAM_KEYS=name:key`. */
function keyIn(text: string): string | undefined {
  return /(?:^|[=:\s])([\w-]{43})\s*$/.exec(text)?.[1];
}
