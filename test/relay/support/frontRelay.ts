import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

/** Something in front of a relay, or in its place, with an address of its own. */
export interface FrontRelay {
  readonly port: number;
  /** Every byte that a client has sent here, requests and frames. */
  readonly heard: string[];
  close(): Promise<void>;
}

/** Changes what passes: the JSON of `/health` answers and of `welcome` messages. */
export type Forgery = (relay: unknown) => unknown;

/** Passes everything on to `target`, after `forge` has changed who it says to be. */
export async function startFrontRelay(
  target: string,
  { forge = (relay) => relay, port = 0 }: { readonly forge?: Forgery; readonly port?: number } = {},
): Promise<FrontRelay> {
  const heard: string[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      heard.push(`${request.url} ${JSON.stringify(request.headers)} ${body.toString('latin1')}`);
      void passOn(request, body, target, forge).then(({ status, text }) => {
        response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
        response.end(text);
      });
    });
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (socket, request) => {
    heard.push(request.url ?? '');
    const upstream = new WebSocket(new URL(request.url ?? '/', target.replace(/^http/, 'ws')));
    const early: RawData[] = [];
    upstream.on('error', () => socket.close());
    socket.on('error', () => upstream.close());
    socket.on('message', (data: Buffer) => {
      heard.push(data.toString('latin1'));
      if (upstream.readyState === WebSocket.OPEN) upstream.send(data);
      else early.push(data);
    });
    upstream.on('open', () => {
      for (const data of early.splice(0)) upstream.send(data);
    });
    upstream.on('message', (data: Buffer) => socket.send(forged(data, forge)));
    upstream.on('close', (code) =>
      code === 1005 || code === 1006 ? socket.terminate() : socket.close(code),
    );
    socket.on('close', () => upstream.close());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function passOn(request: http.IncomingMessage, body: Buffer, target: string, forge: Forgery) {
  const answer = await fetch(new URL(request.url ?? '/', target), {
    method: request.method ?? 'GET',
    headers: {
      ...(request.headers.authorization !== undefined && { authorization: request.headers.authorization }),
      ...(body.length > 0 && { 'content-type': 'application/json' }),
    },
    ...(body.length > 0 && { body: body.toString() }),
  });
  const text = await answer.text();
  if (request.url?.startsWith('/health') !== true) return { status: answer.status, text };
  const health = JSON.parse(text) as { relay?: unknown };
  return { status: answer.status, text: JSON.stringify({ ...health, relay: forge(health.relay) }) };
}

/** A frame of type 100 is a control message: its JSON follows, after its length as a varint. */
function forged(data: Buffer, forge: Forgery): Buffer {
  if (data[0] !== 100) return data;
  const start = data.indexOf('{');
  const message = JSON.parse(data.subarray(start).toString()) as { kind: string; relay?: unknown };
  if (message.kind !== 'welcome') return data;
  const json = Buffer.from(JSON.stringify({ ...message, relay: forge(message.relay) }));
  const length: number[] = [];
  for (let rest = json.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([100, ...length]), json]);
}
