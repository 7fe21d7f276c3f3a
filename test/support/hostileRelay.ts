import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** What answers where a relay should, and does as the test says. */
export interface HostileRelay {
  readonly url: string;
  /** Every request that came, as `METHOD /path`. */
  readonly requests: string[];
  /** What `Sec-WebSocket-Extensions` the clients offered. */
  readonly offered: (string | undefined)[];
  /** Runs for every connection that opens from now on. */
  onSocket: (socket: WebSocket) => void;
  onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function startHostileRelay(): Promise<HostileRelay> {
  const requests: string[] = [];
  const offered: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    relay.onRequest(request, response);
  });
  const sockets = new WebSocketServer({ server, maxPayload: 64 * 1024 * 1024 });
  sockets.on('connection', (socket, request) => {
    offered.push(request.headers['sec-websocket-extensions']);
    socket.on('error', () => undefined);
    relay.onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay: HostileRelay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    offered,
    onSocket: () => undefined,
    onRequest: (_request, response) => response.end(),
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return relay;
}
