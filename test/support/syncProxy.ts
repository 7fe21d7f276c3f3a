import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';

/** A proxy in front of a relay that lets through others' edits one by one, when the test says so. */
export interface SyncProxy {
  /** `http://127.0.0.1:<port>`: a relay's address to its client. */
  readonly url: string;
  /** From now on at most this many edits in all pass to the client; the next ones wait, in order. */
  allow(edits: number): void;
  /** Lets this many edits in all pass, and resolves when the client has received exactly those. */
  deliver(edits: number): Promise<void>;
  close(): Promise<void>;
}

/** Everything passes until `allow` is called. For one client and one room. */
export async function startSyncProxy(target: string): Promise<SyncProxy> {
  let allowed = Infinity;
  let passed = 0;
  const waiting: (() => boolean)[] = [];
  let client: WebSocket | undefined;
  let arrival: { edits: number; resolve: () => void } | undefined;
  const flush = (): void => {
    while (waiting[0]?.() === true) waiting.shift();
    if (client === undefined || arrival === undefined || passed < arrival.edits) return;
    // Its pong comes after it has taken in all that was sent before.
    client.once('pong', arrival.resolve);
    client.ping();
    arrival = undefined;
  };

  const server = http.createServer((request, response) => {
    const onward = http.request(
      new URL(request.url ?? '/', target),
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (socket, request) => {
    client = socket;
    const upstream = new WebSocket(new URL(request.url ?? '/', target.replace(/^http/, 'ws')), {
      perMessageDeflate: false,
    });
    const early: RawData[] = [];
    socket.on('message', (data) => {
      if (upstream.readyState === WebSocket.OPEN) upstream.send(data);
      else early.push(data);
    });
    upstream.on('open', () => {
      for (const data of early.splice(0)) upstream.send(data);
    });
    upstream.on('message', (data: Buffer) => {
      const isEdit = data[0] === MessageType.sync && data[1] === SyncType.update;
      waiting.push(() => {
        if (isEdit && passed >= allowed) return false;
        if (isEdit) passed++;
        socket.send(data);
        return true;
      });
      flush();
    });
    socket.on('close', () => upstream.terminate());
    upstream.on('close', (code) => {
      if (code === 1005 || code === 1006) socket.terminate();
      else socket.close(code);
    });
    for (const one of [socket, upstream]) one.on('error', () => one.terminate());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    allow(edits) {
      allowed = edits;
      flush();
    },
    deliver(edits) {
      allowed = edits;
      return new Promise((resolve) => {
        arrival = { edits, resolve };
        flush();
      });
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
