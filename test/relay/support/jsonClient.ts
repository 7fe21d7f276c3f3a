import { WebSocket, type ClientOptions } from 'ws';
import { z } from 'zod';
import { type JsonMessage, jsonMessageSchema } from '../../../shared/api/jsonSocket.ts';
import { eventually } from '../../support/eventually.ts';

type Of<T extends JsonMessage['type']> = Extract<JsonMessage, { type: T }>['data'];

/** A simple client of /ws: its text is what it was sent last or made itself since, whichever is later. */
export interface JsonClient {
  readonly socket: WebSocket;
  readonly received: JsonMessage[];
  readonly closed: Promise<{ code: number; reason: string }>;
  /** What a person would have in front of them. */
  code: string;
  readonly version: number;
  send(message: unknown): void;
  /** Makes `code` the text and tells the relay; without naming a base as older clients do. */
  type(code: string, naming?: 'base'): void;
  /** Resolves with the first message, now or later, that `match` accepts. */
  heard<T extends JsonMessage['type']>(type: T, match?: (data: Of<T>) => boolean): Promise<Of<T>>;
  all<T extends JsonMessage['type']>(type: T): Of<T>[];
  close(): void;
}

const stamped = jsonMessageSchema.and(z.object({ timestamp: z.iso.datetime() }));

/** Resolves when `init` has come, or the connection is closed. */
export async function connectJson(
  url: string,
  room: string,
  { query = '', ...options }: ClientOptions & { query?: string } = {},
): Promise<JsonClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws/${room}${query}`, options);
  const received: JsonMessage[] = [];
  socket.on('error', () => undefined);
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  let version = 0;
  const client: JsonClient = {
    socket,
    received,
    closed,
    code: '',
    get version() {
      return version;
    },
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    type(code, naming) {
      client.code = code;
      client.send({ type: 'code_update', data: naming === 'base' ? { code, base: version } : { code } });
    },
    heard: async (type, match = () => true) => {
      const [found] = await eventually(`a ${type} message`, () => {
        const matching = client.all(type).filter(match);
        return matching.length > 0 && matching;
      });
      if (found === undefined) throw new Error('An empty list is no answer.');
      return found;
    },
    all: <T extends JsonMessage['type']>(type: T) =>
      received.flatMap((message) => (message.type === type ? [message.data as Of<T>] : [])),
    close: () => socket.terminate(),
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) throw new Error('The relay sent something binary on /ws.');
    const message = stamped.parse(JSON.parse(data.toString()));
    received.push(message);
    if (message.type !== 'init' && message.type !== 'code_update') return;
    client.code = message.data.code;
    version = message.data.version;
  });
  await Promise.race([new Promise((resolve) => socket.once('open', resolve)), closed]);
  if (socket.readyState === WebSocket.OPEN) {
    await Promise.race([eventually('init', () => received.length > 0), closed]);
  }
  return client;
}
