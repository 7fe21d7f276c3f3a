import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../config.ts';

/**
 * True when a page of this origin may open a WebSocket. Programs send no Origin; a browser always does, and without
 * this check any page that somebody visits could use their relay.
 */
export function isOriginAllowed(
  request: IncomingMessage,
  { allowedOrigins }: Pick<Config, 'allowedOrigins'>,
): boolean {
  const { origin } = request.headers;
  return origin === undefined || allowedOrigins.includes('*') || allowedOrigins.includes(origin);
}

/**
 * True when the request is addressed to this relay. One that listens on this computer alone knows its names; another
 * name means that a page's own domain was pointed here (DNS rebinding) to get round the browser's rules.
 */
export function isHostAllowed(
  request: IncomingMessage,
  { host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>,
): boolean {
  if (!isLoopback(host)) return true;
  const url = URL.parse(`http://${request.headers.host ?? ''}`);
  // Without a Host it is no browser.
  if (request.headers.host === undefined) return true;
  if (url === null) return false;
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || isLoopback(name) || name === (publicUrl && URL.parse(publicUrl)?.hostname);
}

/** True for this computer's own names and addresses. */
export function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    (isIP(name) === 4 && name.startsWith('127.'))
  );
}
