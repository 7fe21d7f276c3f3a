import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

/** In front of a relay: lets everybody in until somebody's access is taken away. */
export interface Gatekeeper {
  readonly url: string;
  /** Closes every connection with `code`, and every later one as well. */
  shutOut(code: number): void;
  close(): void;
}

/** A company's gate in front of a relay, which decides who may enter. The relay itself lets in whoever knows the room. */
export async function startGatekeeper(relayUrl: string): Promise<Gatekeeper> {
  let closedWith: number | undefined;
  const server = http.createServer((request, response) => {
    const passed = http.request(
      `${relayUrl}${request.url ?? ''}`,
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(passed);
  });
  const gate = new WebSocketServer({ server });
  gate.on('connection', (client, request) => {
    if (closedWith !== undefined) {
      client.close(closedWith);
      return;
    }
    pass(client, new WebSocket(`${relayUrl.replace(/^http/, 'ws')}${request.url ?? ''}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shutOut(code) {
      closedWith = code;
      for (const client of gate.clients) client.close(code);
    },
    close() {
      for (const client of gate.clients) client.terminate();
      server.close();
    },
  };
}

function pass(client: WebSocket, relay: WebSocket): void {
  const waiting: [RawData, boolean][] = [];
  client.on('message', (data, binary) => {
    if (relay.readyState === WebSocket.OPEN) relay.send(data, { binary });
    else waiting.push([data, binary]);
  });
  relay.on('open', () => {
    for (const [data, binary] of waiting.splice(0)) relay.send(data, { binary });
  });
  relay.on('message', (data, binary) => client.send(data, { binary }));
  relay.on('close', () => client.terminate());
  client.on('close', () => relay.terminate());
}
