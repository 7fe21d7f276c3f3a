import type { IncomingHttpHeaders } from 'node:http';
import { KEY_PROTOCOL } from '../../shared/protocol/socketProtocols.ts';

/**
 * The key that came with a request: as a bearer, or from a browser's page, which can set no header of a WebSocket, among
 * the subprotocols. Undefined without one.
 */
export function keyIn(headers: IncomingHttpHeaders): string | undefined {
  const [, bearer] = /^Bearer +([\w.~+/=-]+) *$/i.exec(headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return bearer;
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  return offered.find((protocol) => protocol.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length);
}

/** True where an address holds a key: addresses are written into logs, so none is taken from there. */
export function hasKeyInAddress(query: URLSearchParams): boolean {
  return KEY_PARAMETERS.some((name) => query.has(name));
}

const KEY_PARAMETERS = ['key', 'token', 'access_token', 'owner_token', 'team_key'];
