import { once } from 'node:events';
import net from 'node:net';
import { updateMessage } from '../../relay/support/wireClient.ts';
import { craftUpdate } from '../../support/craftedUpdate.ts';
import { rawUpgrade } from '../../support/rawUpgrade.ts';
import type { Attack } from '../attack.ts';
import { aTurn, RETRY_MS, type Siege } from '../siege.ts';

const BINARY = 0x82;
const PING = 0x89;

export const tinyMessages: Attack = {
  name: 'tiny-messages',
  takes: 'time',
  about: 'a flood of updates that hold nothing, 5 bytes each, from 40 connections',
  run: (siege) => flood(siege, 40, frame(BINARY, updateMessage(craftUpdate([]))), () => true),
};

export const pings: Attack = {
  name: 'pings',
  takes: 'memory',
  about: 'a flood of WebSocket pings from 20 connections, half of which never read an answer',
  run: (siege) =>
    flood(
      siege,
      siege.of({ full: 20, short: 4 }),
      frame(PING, new Uint8Array(125)),
      (index) => index % 2 === 0,
    ),
};

export const halfOpenRequests: Attack = {
  name: 'half-open-requests',
  takes: 'time',
  about:
    '1,000 connections with half of a request: of its headers, of its body, of an upgrade, nothing at all',
  async run(siege) {
    const halves = [
      '',
      'GET /rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ',
      'POST /rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 12000000\r\n\r\n{',
      rawUpgrade(`/sync/${siege.victim.room}`).slice(0, -2),
    ];
    await connections(siege, 1_000, async (socket, index) => {
      socket.resume();
      socket.write(halves[index % halves.length]!);
      await closing(socket);
    });
  },
};

const FRAMES_AT_ONCE = 500;

/** One and the same frame as fast as the relay takes it, from so many WebSockets. */
function flood(siege: Siege, count: number, one: Buffer, reads: (index: number) => boolean): Promise<void> {
  const many = Buffer.concat(Array.from({ length: FRAMES_AT_ONCE }, () => one));
  return connections(siege, count, async (socket, index) => {
    socket.write(rawUpgrade(`/sync/${siege.victim.room}`));
    await Promise.race([new Promise((resolve) => socket.once('data', resolve)), closing(socket)]);
    if (reads(index)) socket.resume();
    else socket.pause();
    while (!socket.destroyed) {
      await new Promise<void>((resolve) => socket.write(many, () => resolve()));
      siege.count('messages', FRAMES_AT_ONCE);
      siege.count('bytes', many.length);
      await aTurn();
    }
  });
}

/** As the sessions of a siege, without anything that keeps to the rules of HTTP and WebSockets. */
function connections(
  siege: Siege,
  count: number,
  session: (socket: net.Socket, index: number) => Promise<void>,
): Promise<void> {
  return siege.repeat(count, async (index) => {
    const socket = net.connect(siege.victim.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const stop = siege.atEnd(() => socket.destroy());
    const isOpen = await Promise.race([
      new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true))),
      closing(socket).then(() => false),
    ]);
    if (isOpen) {
      siege.count('connections');
      await session(socket, index);
      if (!siege.isOver) siege.count('closed');
    } else await siege.pause(RETRY_MS);
    stop();
    socket.destroy();
  });
}

async function closing(socket: net.Socket): Promise<void> {
  if (!socket.closed) await once(socket, 'close').catch(() => undefined);
}

/** A client's frame is masked: with zeros, so that the payload, of at most 125 bytes, stays as it is. */
function frame(kind: number, payload: Uint8Array): Buffer {
  return Buffer.from([kind, 0x80 | payload.length, 0, 0, 0, 0, ...payload]);
}
