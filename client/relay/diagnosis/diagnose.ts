import * as z from 'zod';
import { healthSchema } from '../../../shared/api/health.ts';
import { assertNever } from '../../../shared/assertNever.ts';
import { CloseCode } from '../../../shared/protocol/closeCode.ts';
import { parseRelayUrl, syncUrl, type RelayUrl } from '../relayUrl.ts';
import { compareVersions } from './compareVersions.ts';
import { checkNetwork } from './checkNetwork.ts';
import { explainRefusedSocket, explainStatus } from './explainAnswer.ts';
import { explainNetwork } from './explainNetwork.ts';
import { failed, fine, unclear, type Finding } from './finding.ts';
import { ProbeError, type HttpAnswer, type Probes } from './probes.ts';
import type { ProxySettings } from './proxySettings.ts';
import { translate } from '../../translate.ts';

export interface Diagnosis {
  /** The relay's address in the settings. */
  readonly relay: string;
  readonly proxy: ProxySettings;
  /** The extension's own. */
  readonly version: string;
  readonly probes: Probes;
  /** The origin that a browser would send to the relay for this window; undefined if it sends none. */
  readonly origin: string | undefined;
  /** Whether the relay takes this person's team key; absent where they have none. */
  readonly isKeyTaken?: (() => Promise<boolean | undefined>) | undefined;
}

/** A room that does not exist: the relay says so over the WebSocket, which is all that is needed. */
const NO_ROOM = 'A'.repeat(22);

/**
 * Checks every step between here and the relay, and stops if no later step can work. It creates no room and
 * sends no document's text.
 */
export async function diagnose(diagnosis: Diagnosis): Promise<readonly Finding[]> {
  const parsed = parseRelayUrl(diagnosis.relay);
  if ('problem' in parsed) {
    const advice = translate('Correct the setting tandem.relayUrl.');
    return [failed('address', { text: parsed.problem, advice })];
  }
  const address = fine('address', translate('{0} is an address that Tandem can use.', parsed.url));
  const network = await checkNetwork(parsed.url, diagnosis);
  const relay = await checkRelay(parsed.url, diagnosis);
  const isReached = relay.some(({ step, outcome }) => step === 'relay' && outcome === 'fine');
  // Something got around the step that failed here, such as a proxy of the system.
  const shown = isReached ? network.map(asUnclear) : network;
  const isExplained = network.some(({ outcome }) => outcome === 'failed');
  return isReached || !isExplained ? [address, ...shown, ...relay] : [address, ...shown];
}

function asUnclear(finding: Finding): Finding {
  if (finding.outcome !== 'failed') return finding;
  return unclear(finding.step, translate('{0} But VS Code reaches the relay another way.', finding.text));
}

async function checkRelay(relay: RelayUrl, diagnosis: Diagnosis): Promise<Finding[]> {
  const { probes } = diagnosis;
  let answer: HttpAnswer;
  try {
    answer = await probes.get(`${relay}/health`);
  } catch (error) {
    return [failed('relay', noAnswer(error, relay, diagnosis))];
  }
  const health = healthSchema.safeParse(json(answer.text));
  if (!health.success) {
    const explanation =
      answer.status === 200
        ? {
            text: translate('Something answers at this address, but it is not a Tandem relay.'),
            advice: translate(
              'Open the address in a browser and see what is there. It may be the page of a network that wants you to sign in.',
            ),
          }
        : explainStatus(answer);
    return [failed('relay', explanation)];
  }
  if (health.data.status !== 'ok') {
    const text = translate('The relay is running, but its database does not respond.');
    const advice = translate(
      'Send this report to the operator of the relay. Your edits are kept here until then.',
    );
    return [failed('relay', { text, advice })];
  }
  const found = fine('relay', translate('The relay answers, and its database works.'));
  return [found, await checkVersion(relay, diagnosis), ...(await checkSocket(relay, diagnosis))];
}

function noAnswer(error: unknown, relay: RelayUrl, { probes, origin }: Diagnosis) {
  if (!(error instanceof ProbeError)) throw error;
  const url = new URL(relay);
  if (probes.network === undefined) {
    return {
      text: translate('The browser could not reach the relay and does not say why.'),
      advice: translate(
        'Open {0} in another tab. If it answers there, the relay does not allow this window: its operator has to add {1} to ALLOWED_ORIGINS. If it does not, the relay is down, or its certificate is not accepted.',
        `${relay}/health`,
        shown(origin),
      ),
    };
  }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return explainNetwork(error.code, { host: url.hostname, port }, 'relay');
}

async function checkVersion(relay: RelayUrl, { probes, version }: Diagnosis): Promise<Finding> {
  const schema = z.object({ info: z.object({ version: z.string() }) });
  try {
    const described = schema.safeParse(json((await probes.get(`${relay}/openapi.json`)).text));
    if (described.success) return compareVersions(described.data.info.version, version);
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
  }
  return unclear('version', translate('The relay does not report its version.'));
}

async function checkSocket(relay: RelayUrl, diagnosis: Diagnosis): Promise<Finding[]> {
  const { probes, origin } = diagnosis;
  const answer = await probes.openSocket(`${syncUrl(relay)}/${NO_ROOM}`);
  switch (answer.kind) {
    case 'closed':
      if (answer.code !== CloseCode.noSuchRoom && answer.code !== CloseCode.notSignedIn) {
        const text = translate(
          'A WebSocket opens, but is closed with code {0} before the relay answers.',
          answer.code,
        );
        const advice = translate(
          'A proxy along the way closes WebSockets. Send this report to the operator of the relay.',
        );
        return [failed('websocket', { text, advice })];
      }
      return [
        fine('websocket', translate('A WebSocket to the relay opens.')),
        fine(
          'roundTrip',
          translate('The relay responded over the WebSocket after {0} ms.', Math.round(answer.ms)),
        ),
        ...(answer.code === CloseCode.notSignedIn ? [await checkKey(diagnosis)] : []),
      ];
    case 'refused':
      return [failed('websocket', explainRefusedSocket(answer))];
    case 'silent': {
      const advice = translate(
        'A proxy along the way is probably buffering WebSockets. Ask its administrator to exempt this address.',
      );
      return [
        fine('websocket', translate('A WebSocket to the relay opens.')),
        failed('roundTrip', { text: translate('But no data comes back.'), advice }),
      ];
    }
    case 'failed': {
      const text = translate('REST calls get through, but the WebSocket does not open ({0}).', answer.code);
      const advice =
        probes.network === undefined
          ? translate(
              'The relay may not allow this window: its operator has to add {0} to ALLOWED_ORIGINS. Otherwise, a proxy or firewall along the way is blocking WebSockets. Ask its administrator to exempt this address.',
              shown(origin),
            )
          : translate(
              'A proxy or firewall along the way is blocking WebSockets. Ask its administrator to exempt this address.',
            );
      return [failed('websocket', { text, advice })];
    }
    default:
      return assertNever(answer);
  }
}

/** On a relay that lets nobody in without one. */
async function checkKey({ isKeyTaken }: Diagnosis): Promise<Finding> {
  const advice = translate('Ask whoever runs the relay for the team key, and run "Tandem: Set Team Key".');
  if (isKeyTaken === undefined)
    return failed('key', { text: translate('The relay is for a team, and you have no key for it.'), advice });
  switch (await isKeyTaken()) {
    case true:
      return fine('key', translate('The relay takes your team key.'));
    case false:
      return failed('key', { text: translate('The relay does not take your team key.'), advice });
    case undefined:
      return unclear('key', translate('The relay did not say whether it takes your team key.'));
  }
}

function shown(origin: string | undefined): string {
  return origin ?? translate('the origin of this window');
}

/** Undefined if it is not JSON, which no schema here accepts. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
