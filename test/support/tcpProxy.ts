import { once } from 'node:events';
import net from 'node:net';
import { freePort } from './freePort.ts';
import { ProxyLane, type LaneRule } from './proxyLane.ts';

export type Direction = 'toServer' | 'toClient';

/**
 * A TCP proxy on 127.0.0.1 that makes a network go wrong on command. A method without a direction means both.
 *
 * What is held or delayed is never lost nor reordered, as with TCP itself: holding both directions looks to both ends
 * like a network that swallows everything, and releasing like one that has come back.
 */
export interface TcpProxy {
  readonly port: number;
  readonly connectionCount: number;
  /** Bytes that have arrived and wait to be released. */
  heldBytes(direction: Direction): number;
  /** Keeps back all bytes, and the closing of connections, too. */
  hold(direction?: Direction): void;
  release(direction?: Direction): void;
  /** Delivers everything from now on so much later. */
  setDelay(delayMs: number, direction?: Direction): void;
  /** Resets all connections. New ones are possible at once. */
  cut(): void;
  /** Resets new connections at once; the present ones stay. With cut() before it, the network is down. */
  refuse(): void;
  /** Takes new connections again. */
  accept(): void;
  /** Resets all connections and gives the port back. */
  close(): Promise<void>;
}

export interface TcpProxyOptions {
  readonly targetPort: number;
  /** For tests of the proxy itself. */
  readonly setTimer?: (task: () => void, delayMs: number) => void;
}

export async function startTcpProxy({
  targetPort,
  setTimer = setTimeout,
}: TcpProxyOptions): Promise<TcpProxy> {
  const rules: Record<Direction, LaneRule> = {
    toServer: { isHeld: false, delayMs: 0 },
    toClient: { isHeld: false, delayMs: 0 },
  };
  const connections = new Set<Connection>();
  let isRefusing = false;

  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (isRefusing) {
      client.on('error', () => undefined); // it may be gone already
      client.resetAndDestroy();
      return;
    }
    const target = net.connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const connection: Connection = {
      client,
      target,
      lanes: {
        toServer: new ProxyLane(client, target, rules.toServer, setTimer),
        toClient: new ProxyLane(target, client, rules.toClient, setTimer),
      },
    };
    connections.add(connection);
    const forget = () => {
      if (client.destroyed && target.destroyed) connections.delete(connection);
    };
    client.on('close', forget);
    target.on('close', forget);
  });
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');

  const change = (change: Partial<LaneRule>, direction?: Direction) => {
    for (const name of direction === undefined ? DIRECTIONS : [direction]) {
      Object.assign(rules[name], change);
      for (const { lanes } of connections) lanes[name].flush();
    }
  };
  const cut = () => {
    for (const { client, target } of connections) {
      client.resetAndDestroy();
      target.resetAndDestroy();
    }
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    get connectionCount() {
      return connections.size;
    },
    heldBytes: (direction) =>
      [...connections].reduce((sum, { lanes }) => sum + lanes[direction].heldBytes, 0),
    hold: (direction) => change({ isHeld: true }, direction),
    release: (direction) => change({ isHeld: false }, direction),
    setDelay: (delayMs, direction) => change({ delayMs }, direction),
    cut,
    refuse: () => (isRefusing = true),
    accept: () => (isRefusing = false),
    async close() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}

const DIRECTIONS: readonly Direction[] = ['toServer', 'toClient'];

interface Connection {
  readonly client: net.Socket;
  readonly target: net.Socket;
  readonly lanes: Record<Direction, ProxyLane>;
}
