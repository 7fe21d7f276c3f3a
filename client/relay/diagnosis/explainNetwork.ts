import type { Explanation } from './finding.ts';
import type { Endpoint, Handshake } from './probes.ts';
import { translate } from '../../translate.ts';

/** Explains, from Node's error code, why a connection to `to` failed. */
export function explainNetwork(code: string, to: Endpoint, what: 'relay' | 'proxy'): Explanation {
  const place = `${to.host}:${to.port}`;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_NONAME':
    case 'ENODATA':
      return {
        text: translate('The name {0} was not found.', to.host),
        advice:
          what === 'relay'
            ? translate(
                'Check the relay address for typos. If the name belongs to a company network, connect to that network or its VPN.',
              )
            : translate(
                'Check the proxy address for typos. If the name belongs to a company network, connect to that network or its VPN.',
              ),
      };
    case 'EAI_AGAIN':
    case 'ESERVFAIL':
      return {
        text: translate('The name {0} could not be resolved right now.', to.host),
        advice: translate('Check that this computer is online, then try again.'),
      };
    case 'ECONNREFUSED':
      return {
        text: translate('{0} refuses connections: nothing is listening there.', place),
        advice:
          what === 'relay'
            ? translate('Check that the relay is running, and that the port in its address is right.')
            : translate('Check that the proxy is running, and that the port in its address is right.'),
      };
    case 'ETIMEDOUT':
      return {
        text: translate('{0} does not answer at all.', place),
        advice:
          what === 'relay'
            ? translate(
                'A firewall is probably blocking the connection, or the relay is not running. Ask the operator of the relay whether its port is open to you.',
              )
            : translate(
                'A firewall is probably blocking the connection, or the proxy is not running. Ask the administrator of the proxy whether its port is open to you.',
              ),
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return {
        text: translate('{0} cannot be reached from here.', place),
        advice: translate('Check that this computer is online and on the right network or VPN.'),
      };
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return {
        text: translate('{0} accepted the connection and closed it.', place),
        advice:
          what === 'relay'
            ? translate(
                'Something between here and the relay drops connections: a firewall, or a proxy that expects a different protocol. Check that the address does not mix up http and https.',
              )
            : translate(
                'Something between here and the proxy drops connections: a firewall, or a proxy that expects a different protocol. Check that the address does not mix up http and https.',
              ),
      };
    default:
      if (isAboutTrust(code)) {
        return {
          text: translate('The certificate of {0} is not trusted ({1}).', to.host, code),
          advice: translate(
            'It comes from an authority that this computer does not know, or your network inspects encrypted connections. {0}',
            howToTrustIt(),
          ),
        };
      }
      return {
        text: translate('The connection to {0} failed ({1}).', place, code),
        advice: translate('Try again. If that does not help, send this report to the operator of the relay.'),
      };
  }
}

/** True for the codes of certificates from unknown authorities. */
function isAboutTrust(code: string): boolean {
  return /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_)/.test(code);
}

/** Explains why TLS did not even begin, from Node's error code. */
export function explainHandshake(code: string, to: Endpoint): Explanation {
  if (/^(EPROTO|ERR_SSL_)/.test(code)) {
    return {
      text: translate(
        'The server at {0} does not support TLS, or supports only an outdated version ({1}).',
        `${to.host}:${to.port}`,
        code,
      ),
      advice: translate('Check the port: it may be the one for plain http, and the relay needs https.'),
    };
  }
  return explainNetwork(code, to, 'relay');
}

function howToTrustIt(): string {
  return translate(
    'If you trust it, install the authority that issued it on this computer (VS Code uses it through its setting http.systemCertificates). Or turn that setting off and set the environment variable NODE_EXTRA_CA_CERTS to the path of the authority’s file. Then restart VS Code.',
  );
}

/** What is wrong with a certificate; undefined if nothing is. */
export function explainCertificate(host: string, handshake: Handshake): Explanation | undefined {
  const { problem, issuer, names, validFrom, validTo } = handshake;
  switch (problem) {
    case undefined:
      return undefined;
    case 'CERT_HAS_EXPIRED':
      return {
        text: translate('The certificate of the relay expired on {0}.', day(validTo)),
        advice: translate('Ask the operator of the relay to renew it, and check the date of this computer.'),
      };
    case 'CERT_NOT_YET_VALID':
      return {
        text: translate('The relay’s certificate is not valid until {0}.', day(validFrom)),
        advice: translate('Check the date of this computer.'),
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        text: translate(
          'The certificate is for {0}, not for {1}.',
          names.join(', ') || translate('nobody'),
          host,
        ),
        advice: translate(
          'Use one of those names in the address of the relay, or ask its operator for a certificate with this name.',
        ),
      };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return {
        text: translate('The relay’s certificate is self-signed, so no authority vouches for it.'),
        advice: translate(
          'Ask the operator of the relay for a certificate from a known authority. {0}',
          howToTrustIt(),
        ),
      };
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return {
        text: translate('The certificate was issued by "{0}", which this computer does not know.', issuer),
        advice: translate(
          'Either the relay does not send its intermediate certificates, or your network inspects encrypted connections with its own certificate authority. {0}',
          howToTrustIt(),
        ),
      };
    default:
      return {
        text: translate('The certificate of the relay is not accepted ({0}).', problem),
        advice: translate('Send this report to the operator of the relay.'),
      };
  }
}

function day(date: Date): string {
  return Number.isNaN(date.getTime()) ? translate('an unknown date') : date.toISOString().slice(0, 10);
}
