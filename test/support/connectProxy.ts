import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxy {
  readonly url: string;
  /** What it was asked for, as `host:port`, in the order in which it was. */
  readonly asked: readonly string[];
  close(): void;
}

/** A company's HTTP proxy: whatever host it is asked for by CONNECT, it leads to `targetPort` of this machine. */
export async function startConnectProxy(targetPort: number): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const server = http.createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, stream) => {
    asked.push(request.url ?? '');
    const target = net.connect(targetPort, '127.0.0.1', () => {
      stream.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      stream.pipe(target).pipe(stream);
    });
    for (const [socket, other] of [
      [stream, target],
      [target, stream],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    },
  };
}
