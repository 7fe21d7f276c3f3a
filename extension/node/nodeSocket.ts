import { WebSocket as NodeWebSocket } from 'ws';
import { MAX_RELAY_MESSAGE_BYTES, MAX_RELAY_MESSAGE_FRAGMENTS } from '../../shared/limits.ts';

/** What is taken from a relay, before a byte of it is looked at: nothing compressed, and no more than a room has. */
const SOCKET_OPTIONS = {
  maxPayload: MAX_RELAY_MESSAGE_BYTES,
  maxFragments: MAX_RELAY_MESSAGE_FRAGMENTS,
  perMessageDeflate: false,
  followRedirects: false,
} as const;

/** A WebSocket of `ws` itself, to look at how it goes. */
export function openNodeSocket(url: string, handshakeTimeoutMs: number): NodeWebSocket {
  return new NodeWebSocket(url, { ...SOCKET_OPTIONS, handshakeTimeout: handshakeTimeoutMs });
}

class NodeSocket extends NodeWebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols, SOCKET_OPTIONS);
  }
}

/** Node's own WebSocket is not in every VS Code yet; `ws` has the same interface where a session looks. */
export const nodeSocket = NodeSocket as unknown as typeof WebSocket;
