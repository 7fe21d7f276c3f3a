import { once } from 'node:events';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket, type ClientOptions } from 'ws';
import * as Y from 'yjs';
import { type ControlMessage, controlMessageSchema } from '../../../shared/protocol/control.ts';
import { MessageType, SyncType } from '../../../shared/protocol/messageType.ts';
import { awareness } from '../../support/craftedAwareness.ts';
import { eventually } from '../../support/eventually.ts';

export type Received =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly entries: readonly PresenceEntry[] }
  | { readonly kind: 'control'; readonly message: ControlMessage };

export interface PresenceEntry {
  readonly id: number;
  readonly clock: number;
  readonly state: unknown;
}

/** A client of /sync that does only what the test tells it, and keeps everything that it hears. */
export interface WireClient {
  readonly socket: WebSocket;
  readonly received: Received[];
  readonly closed: Promise<{ code: number; reason: string }>;
  send(bytes: Uint8Array | readonly number[]): void;
  /** Resolves with the first message, now or later, that `match` accepts; `from` leaves out older ones. */
  heard<K extends Received['kind']>(
    kind: K,
    match?: (message: Extract<Received, { kind: K }>) => boolean,
  ): Promise<Extract<Received, { kind: K }>>;
  /** The highest `saved` count so far. */
  readonly saved: number;
  close(): void;
}

/** Resolves when the connection is open, which it also is for a room that does not exist. */
export async function connectWire(
  url: string,
  room: string,
  { query = '?control=1', ...options }: ClientOptions & { query?: string } = {},
): Promise<WireClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/sync/${room}${query}`, options);
  const received: Received[] = [];
  socket.on('message', (data: Buffer) => received.push(read(data)));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close').then(([code, reason]) => ({
    code: code as number,
    reason: (reason as Buffer).toString(),
  }));
  await Promise.race([once(socket, 'open'), closed]);
  return {
    socket,
    received,
    closed,
    send: (bytes) => socket.send(Uint8Array.from(bytes)),
    heard: <K extends Received['kind']>(kind: K, match: (message: never) => boolean = () => true) =>
      eventually(`a ${kind} message`, () =>
        received.find((message) => message.kind === kind && match(message as never)),
      ) as Promise<Extract<Received, { kind: K }>>,
    get saved() {
      const counts = received.flatMap((message) =>
        message.kind === 'control' && message.message.kind === 'saved' ? [message.message.updates] : [],
      );
      return counts.at(-1) ?? 0;
    },
    close: () => socket.terminate(),
  };
}

/** Connects, takes the room's state into `doc` and hands over what the doc has, as an honest client does. */
export async function syncWire(url: string, room: string, doc: Y.Doc, query?: string): Promise<WireClient> {
  const client = await connectWire(url, room, query === undefined ? {} : { query });
  client.send(step1(doc));
  const { update } = await client.heard('step2');
  Y.applyUpdate(doc, update, 'relay');
  const { stateVector } = await client.heard('step1');
  client.send(step2(doc, stateVector));
  return client;
}

export function step1(doc: Y.Doc): Uint8Array {
  return syncMessage(SyncType.step1, Y.encodeStateVector(doc));
}

export function step2(doc: Y.Doc, stateVector?: Uint8Array): Uint8Array {
  return syncMessage(SyncType.step2, Y.encodeStateAsUpdate(doc, stateVector));
}

export function syncMessage(type: number, payload: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.sync);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, payload);
  });
}

export function controlMessage(message: ControlMessage): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.control);
    encoding.writeVarString(encoder, JSON.stringify(message));
  });
}

export function updateMessage(update: Uint8Array): Uint8Array {
  return syncMessage(SyncType.update, update);
}

export function presenceMessage(...entries: readonly PresenceEntry[]): Uint8Array {
  return rawPresenceMessage(...entries.map((entry) => ({ ...entry, json: JSON.stringify(entry.state) })));
}

/** With the state as JSON text, whatever is in it. */
export function rawPresenceMessage(
  ...entries: readonly { readonly id: number; readonly clock: number; readonly json: string }[]
): Uint8Array {
  const update = awareness(entries.map(({ id, clock, json }) => [id, clock, json] as const));
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.awareness);
    encoding.writeVarUint8Array(encoder, update);
  });
}

/** The update of one edit. */
export function edit(doc: Y.Doc, change: (text: Y.Text) => void): Uint8Array {
  let made: Uint8Array | undefined;
  const keep = (update: Uint8Array) => (made = update);
  doc.on('update', keep);
  doc.transact(() => change(doc.getText('code')));
  doc.off('update', keep);
  if (made === undefined) throw new Error('The edit changed nothing.');
  return made;
}

function read(data: Buffer): Received {
  const decoder = decoding.createDecoder(data);
  const type = decoding.readVarUint(decoder);
  if (type === MessageType.sync) {
    const syncType = decoding.readVarUint(decoder);
    const payload = decoding.readVarUint8Array(decoder).slice();
    if (syncType === SyncType.step1) return { kind: 'step1', stateVector: payload };
    return { kind: syncType === SyncType.step2 ? 'step2' : 'update', update: payload };
  }
  if (type === MessageType.awareness) {
    const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
    const entries = Array.from({ length: decoding.readVarUint(inner) }, () => ({
      id: decoding.readVarUint(inner),
      clock: decoding.readVarUint(inner),
      state: JSON.parse(decoding.readVarString(inner)) as unknown,
    }));
    return { kind: 'awareness', entries };
  }
  if (type === MessageType.control) {
    return {
      kind: 'control',
      message: controlMessageSchema.parse(JSON.parse(decoding.readVarString(decoder))),
    };
  }
  throw new Error(`The relay sent a message of type ${type}.`);
}
