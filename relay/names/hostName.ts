import { isIP } from 'node:net';

/** A name or an address, and a port: what stands in a `Host` header. */
export interface Host {
  /** As `canonicalName` has it. */
  readonly name: string;
  /** Undefined for the default port of whatever scheme it is. */
  readonly port: number | undefined;
}

/** The host in `text` (`name`, `name:port`, `[ipv6]:port`), or undefined when it is none. */
export function parseHost(text: string): Host | undefined {
  const [, name = '', port] = /^([^\s/?#@\\:[\]]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i.exec(text) ?? [];
  // Of this scheme no port is the default, so that it keeps 80 and 443.
  const url = URL.parse(`http://${name}`);
  if (url === null || Number(port ?? 0) > 65_535) return undefined;
  return { name: canonicalName(url.hostname), port: port === undefined ? undefined : Number(port) };
}

/** One spelling for each name and address: lower case, no dot at the end, no brackets, IPv4 where IPv6 only wraps it. */
export function canonicalName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
    .replace(/\.$/, '');
  if (isIP(plain) !== 6) return plain;
  const { hostname } = new URL(`http://[${plain}]`);
  const wrapped = /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(hostname);
  if (wrapped === null) return hostname.slice(1, -1);
  const [high = 0, low = 0] = wrapped.slice(1).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** True for the names and addresses that every computer has for itself. */
export function isLoopback(name: string): boolean {
  const plain = canonicalName(name);
  return (
    plain === 'localhost' ||
    plain.endsWith('.localhost') ||
    plain === '::1' ||
    (isIP(plain) === 4 && plain.startsWith('127.'))
  );
}

/** What decides who can reach a relay. */
export interface Reach {
  readonly host: string;
  readonly publicUrl: string | undefined;
  readonly trustProxy: number;
}

/** True when nobody but this computer's own programs can reach the relay, as far as its settings say. */
export function isForThisComputerAlone({ host, publicUrl, trustProxy }: Reach): boolean {
  return isLoopback(host) && publicUrl === undefined && trustProxy === 0;
}
