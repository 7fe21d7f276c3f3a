import { once } from 'node:events';
import net from 'node:net';

/** A port that was free a moment ago. A relay that is to come back at the same one cannot ask for port 0. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
