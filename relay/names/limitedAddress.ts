import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/**
 * The address that a request came from: the one that `trustProxy` proxies tell of it, and without any the socket's, since
 * anybody can write a header. The same that Koa makes of it for REST.
 */
export function addressOf({ headers, socket }: IncomingMessage, trustProxy: number): string {
  const told = trustProxy > 0 ? [headers['x-forwarded-for'] ?? []].flat().join(',') : '';
  const addresses = told
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  return addresses.slice(-trustProxy)[0] ?? socket.remoteAddress ?? '';
}

/** Whom a limit counts: an IPv4 address; of IPv6 the network, as each of its homes has 2^64 addresses to choose from. */
export function limitedAddress({ ip: address }: { readonly ip: string }): string {
  const ip = address
    // Some proxies add the port, which is another for each connection.
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '');
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':');
    // A dotted end stands for two groups; it is never among the first four, which count here.
    const missing = 8 - groups.length - rest.length - (tail.includes('.') ? 1 : 0);
    groups.push(...Array<string>(Math.max(0, missing)).fill('0'), ...rest);
  }
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
