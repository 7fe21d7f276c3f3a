import { once } from 'node:events';
import net from 'node:net';

/** All suites of one process, also when each is bundled for itself. */
const given = ((globalThis as { portsGiven?: Set<number> }).portsGiven ??= new Set<number>());

/**
 * A port that was free a moment ago, and that nobody in this process has had: a window remembers which relay it met at an
 * address. A relay that is to come back at the same one cannot ask for port 0.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    server.close();
    await once(server, 'close');
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}
