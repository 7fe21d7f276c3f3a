import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { ExtensionHost, type Hello } from './extensionHost.ts';
import { readLines } from './jsonLines.ts';

/** The test's end of controlExtension/: the extension host of every window that was given its environment connects here. */
export interface ControlHub {
  /** What the server of the window called `name` needs in its environment. */
  environment(name: string): Record<string, string>;
  /** Waits for the living extension host of the window called `name`, `other` than the one given. */
  extensionHost(name: string, other?: ExtensionHost): Promise<ExtensionHost>;
  close(): void;
}

/** The folder of the extension that connects to the hub: to be installed for every user. */
export const CONTROL_EXTENSION = path.join(import.meta.dirname, '..', 'controlExtension');

export async function startControlHub(): Promise<ControlHub> {
  const token = randomUUID(); // so that nobody else on this machine runs code in our windows
  const hosts: ExtensionHost[] = [];
  const waiting = new Set<() => void>();
  const server = net.createServer((socket) => {
    let host: ExtensionHost | undefined;
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => host?.lost());
    readLines(socket, (message) => {
      if (host !== undefined) {
        host.receive(message);
        return;
      }
      const hello = message as Hello;
      if (hello.token !== token) {
        socket.destroy();
        return;
      }
      host = new ExtensionHost(hello, (line) => socket.write(line));
      hosts.push(host);
      for (const look of [...waiting]) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;

  return {
    environment: (name) => ({ CONTROL_PORT: String(port), CONTROL_TOKEN: token, CONTROL_NAME: name }),
    extensionHost: (name, other) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = hosts.findLast((host) => host.name === name && host.isAlive && host !== other);
          if (found === undefined) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no extension host called ${name} came up within ${WINDOW_TIMEOUT_MS} ms`));
        }, WINDOW_TIMEOUT_MS);
        waiting.add(look);
        look();
      }),
    close() {
      server.close();
      for (const host of hosts) host.lost();
    },
  };
}

/** Ten seconds on a quiet machine; a busy one has needed forty. */
export const WINDOW_TIMEOUT_MS = 90_000;
