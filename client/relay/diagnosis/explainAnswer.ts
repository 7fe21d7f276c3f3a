import * as z from 'zod';
import type { Explanation } from './finding.ts';
import type { HttpAnswer } from './probes.ts';
import { translate } from '../../translate.ts';

/** Explains why an HTTP answer is not the relay's own `200`. */
export function explainStatus({ status, text }: HttpAnswer): Explanation {
  const said = detailOf(text);
  if (said !== undefined)
    return { text: translate('The relay refuses (status {0}): {1}', status, said), advice: giveToOperator() };
  switch (status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return {
        text: translate(
          'The address redirects to another one (status {0}). Tandem follows no redirects.',
          status,
        ),
        advice: translate('If you trust that address, set it as your relay address.'),
      };
    case 407:
      return proxySignIn();
    case 401:
    case 403:
      return {
        text: translate(
          'Something between here and the relay refuses the request (status {0}). It is not the relay itself.',
          status,
        ),
        advice: translate(
          'A proxy or a firewall probably blocks this address. Ask your network administrator, or open the relay address in a browser and read what it says.',
        ),
      };
    case 404:
      return {
        text: translate('A web server answers, but there is no relay at this address (status 404).'),
        advice: translate('Check the address of the relay, and the path at its end if it has one.'),
      };
    case 502:
    case 503:
    case 504:
      return {
        text: translate('A reverse proxy answers (status {0}), but the relay behind it does not.', status),
        advice: translate(
          'Check that the relay is running and that the reverse proxy points to its port. {0}',
          giveToOperator(),
        ),
      };
    default:
      return {
        text: translate('The response has an unexpected status: {0}.', status),
        advice: giveToOperator(),
      };
  }
}

/** Explains why an ordinary answer came instead of a WebSocket, although the relay itself is reachable. */
export function explainRefusedSocket({ status, text }: HttpAnswer): Explanation {
  const said = detailOf(text);
  if (status === 407) return proxySignIn();
  if (status === 403 && said !== undefined)
    return { text: translate('The relay refuses this window: {0}', said), advice: giveToOperator() };
  if (status >= 500) {
    return {
      text: translate(
        'REST calls get through, but a proxy answers the WebSocket request with status {0}.',
        status,
      ),
      advice: translate(
        'The reverse proxy in front of the relay does not pass WebSockets on. Its configuration must forward the headers Upgrade and Connection (docs/self-hosting.md). {0}',
        giveToOperator(),
      ),
    };
  }
  return {
    text: translate(
      'REST calls get through, but the WebSocket upgrade does not: the response was an ordinary status {0}.',
      status,
    ),
    advice: translate(
      'A proxy along the way removes the "Upgrade" header. If it is the one in front of the relay, its configuration must pass the header on (docs/self-hosting.md). If it is in your own network, ask the administrator to exempt this address.',
    ),
  };
}

/** The sentence of an RFC 9457 problem, which is what the relay sends. */
function detailOf(text: string): string | undefined {
  try {
    return z.object({ title: z.string(), detail: z.string() }).parse(JSON.parse(text)).detail;
  } catch {
    // Then it does not come from a relay.
    return undefined;
  }
}

function giveToOperator(): string {
  return translate('Send this report to the operator of the relay.');
}

export function proxySignIn(): Explanation {
  return {
    text: translate('The proxy requires a user name and a password (status 407).'),
    advice: translate(
      'Enter them in the setting http.proxy (http://name:password@host:port). Or open something that VS Code loads from the internet, such as the Extensions view, and let VS Code ask you for them.',
    ),
  };
}
