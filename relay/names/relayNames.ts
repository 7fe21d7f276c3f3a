import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type AnsweringRefusal, refuse } from '../../shared/protocol/refusal.ts';
import { normalAddress } from '../../shared/relay/relayChallenge.ts';
import type { Config } from '../config.ts';
import { forwardedHosts, forwardedScheme, isForwarded } from './forwarding.ts';
import { canonicalName, type Host, isForThisComputerAlone, isLoopback, parseHost } from './hostName.ts';

export type NamesConfig = Pick<
  Config,
  'host' | 'publicUrl' | 'allowedHosts' | 'allowedOrigins' | 'trustProxy'
>;

/** As much of a request as tells where it came to. */
export interface Addressed {
  readonly headers: IncomingHttpHeaders;
  readonly socket: {
    readonly localAddress?: string | undefined;
    readonly localPort?: number | undefined;
    readonly remoteAddress?: string | undefined;
  };
}

/**
 * What the relay is called. Any web page can point a name of its own at any relay that its reader reaches (DNS rebinding),
 * and any relay can pass requests on. So nothing is believed of a name that is not the relay's own.
 */
export class RelayNames {
  /** PUBLIC_URL without a slash at the end. */
  readonly publicAddress: string | undefined;
  /** Nobody but this computer's own programs can reach it, as far as its settings say. */
  readonly isForThisComputerAlone: boolean;
  readonly #config: NamesConfig;
  readonly #named: ReadonlySet<string>;
  readonly #ownAddresses: () => readonly string[];

  constructor(config: NamesConfig, ownAddresses = addressesOfThisComputer) {
    const { host, publicUrl, allowedHosts } = config;
    this.#config = config;
    this.#ownAddresses = ownAddresses;
    this.publicAddress = publicUrl === undefined ? undefined : normalAddress(publicUrl);
    this.isForThisComputerAlone = isForThisComputerAlone(config);
    this.#named = new Set([
      canonicalName(host),
      ...allowedHosts.map(({ name }) => name),
      ...(publicUrl === undefined ? [] : [canonicalName(new URL(publicUrl).hostname)]),
    ]);
  }

  /** What is wrong with where `request` came to; undefined when it may be served. */
  refusalOf(request: Addressed): AnsweringRefusal | undefined {
    if (this.isForThisComputerAlone && isForwarded(request)) return refuse('portForwarded');
    const unknown = this.#unknownHostOf(request);
    if (unknown === undefined) return undefined;
    // Who asked knows the name in Host; another one may be a stranger's, and is not passed on.
    const isAsked = unknown === request.headers.host;
    return refuse('unknownName', isAsked ? `as "${shownHost(unknown)}"` : 'by the name in X-Forwarded-Host');
  }

  /** True when the request was for this relay, by each name that the client and the trusted proxies used. */
  isKnownHost(request: Addressed): boolean {
    return this.#unknownHostOf(request) === undefined;
  }

  /** The first of the names in `request` that is not the relay's. */
  #unknownHostOf({ headers, socket }: Addressed): string | undefined {
    const isKnown = (text: string) => {
      const host = parseHost(text);
      return host !== undefined && this.#isOwnName(host.name, socket);
    };
    // Without a Host it is no browser.
    const own = headers.host === undefined ? [] : [headers.host];
    const passedOn = this.#config.trustProxy === 0 ? [] : forwardedHosts(headers);
    return [...own, ...passedOn].find((text) => !isKnown(text));
  }

  /** True for a page of the relay itself: of PUBLIC_URL, or of where the request came to. */
  isOwnOrigin(origin: string, request: Addressed): boolean {
    if (origin === this.#publicOrigin) return true;
    return origin === this.#originReached(request) && this.isKnownHost(request);
  }

  /** True for a page that may do what programs may. */
  isOriginAllowed(origin: string, request: Addressed): boolean {
    const { allowedOrigins } = this.#config;
    return (
      allowedOrigins.includes('*') || allowedOrigins.includes(origin) || this.isOwnOrigin(origin, request)
    );
  }

  /** Where the relay is for whoever sent `request`: as its operator says, or as it was reached. */
  addressFor(request: Addressed): string {
    const { localAddress = '', localPort = 0 } = request.socket;
    const name = canonicalName(localAddress);
    return (
      this.publicAddress ??
      this.#originReached(request) ??
      `http://${isIP(name) === 6 ? `[${name}]` : name}:${localPort}`
    );
  }

  /** True when a program of this computer asks, by what the socket says and `address`, what trusted proxies tell. */
  isFromThisComputer(request: Addressed, address: string): boolean {
    const isPassedOn = this.#config.trustProxy === 0 && isForwarded(request);
    return !isPassedOn && isLoopback(request.socket.remoteAddress ?? '') && isLoopback(address);
  }

  /** `path`, which begins with a slash, as clients have to ask for it: a proxy may serve the relay in a folder. */
  pathTo(path: string): string {
    return (
      (this.publicAddress === undefined ? '' : new URL(this.publicAddress).pathname.replace(/\/$/, '')) + path
    );
  }

  /**
   * True when `address` is this relay and no other, in host, port and path, for whoever sent `request`: then it may be
   * signed. The names of this computer mean another one elsewhere; so they are the relay's only for who asked here, by
   * just that name.
   */
  isOwnAddress(address: string, request: Addressed): boolean {
    if (address === this.publicAddress) return true;
    const { protocol, hostname, host, pathname } = new URL(address);
    const port = Number(new URL(address).port) || (protocol === 'https:' ? 443 : 80);
    const name = canonicalName(hostname);
    const { socket } = request;
    const cameHere = !isForwarded(request) && isSameHost(request.headers.host, host);
    if (this.#isAllowedAddress(name, port, protocol, pathname)) return cameHere || !isLoopback(name);
    const isProxied = this.#config.trustProxy > 0 || this.publicAddress !== undefined;
    return (
      cameHere &&
      (isLoopback(name) || isIP(name) !== 0) &&
      this.#isOwnName(name, socket) &&
      port === socket.localPort &&
      pathname === '/' &&
      (protocol === 'http:' || isProxied) &&
      this.#isThisComputer(socket.remoteAddress)
    );
  }

  #isAllowedAddress(name: string, port: number, protocol: string, pathname: string): boolean {
    const path = pathname.replace(/\/+$/, '');
    const paths = ['', this.publicAddress === undefined ? '' : new URL(this.publicAddress).pathname];
    if (!paths.some((known) => known.replace(/\/$/, '') === path)) return false;
    const usual = protocol === 'https:' ? 443 : 80;
    return this.#config.allowedHosts.some((host) => host.name === name && (host.port ?? usual) === port);
  }

  #isOwnName(name: string, socket: Addressed['socket']): boolean {
    if (isLoopback(name) || this.#named.has(name)) return true;
    // A browser reaches an address itself, so that no page of another name comes by it.
    if (this.isForThisComputerAlone || isIP(name) === 0) return false;
    return name === canonicalName(socket.localAddress ?? '') || this.#ownAddresses().includes(name);
  }

  #isThisComputer(remoteAddress = ''): boolean {
    const name = canonicalName(remoteAddress);
    return isLoopback(name) || this.#ownAddresses().includes(name);
  }

  get #publicOrigin(): string | undefined {
    return this.publicAddress && new URL(this.publicAddress).origin;
  }

  #originReached({ headers }: Addressed): string | undefined {
    const { trustProxy } = this.#config;
    const host = (trustProxy > 0 ? forwardedHosts(headers)[0] : undefined) ?? headers.host ?? '';
    if (parseHost(host) === undefined) return undefined;
    return URL.parse(`${trustProxy > 0 ? forwardedScheme(headers) : 'http'}://${host}`)?.origin;
  }
}

/** As much of a name as may stand in a sentence, whoever made it up. */
function shownHost(text: string): string {
  const plain = text.replaceAll(/[^\w.:[\]-]/g, '?');
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}

/** `written` as in a Host header; both without the default port, or with the same. */
function isSameHost(written: string | undefined, host: string): boolean {
  const one = parseHost(written ?? '');
  const other: Host | undefined = parseHost(host);
  return one !== undefined && one.name === other?.name && (one.port ?? 0) === (other.port ?? 0);
}

/** Asked each time that it matters: a notebook changes networks. */
function addressesOfThisComputer(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((all = []) =>
    all.map(({ address }) => canonicalName(address)),
  );
}
