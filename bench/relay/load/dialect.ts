import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { MessageType, SyncType } from '../../../shared/protocol/messageType.ts';

/** What differs between the servers on the wire; `bare` forwards messages and answers none. */
export type Dialect = 'tandem' | 'y-websocket' | 'hocuspocus' | 'bare';

/** One room of one server. */
export interface Target {
  readonly dialect: Dialect;
  readonly port: number;
  readonly room: string;
}

export function addressOf({ dialect, port, room }: Target): string {
  const path = { tandem: `sync/${room}?control=1`, 'y-websocket': room, bare: room, hocuspocus: '' }[dialect];
  return `ws://127.0.0.1:${port}/${path}`;
}

/** A sync message; Hocuspocus wants the room's name in front of it. */
export function syncMessage({ dialect, room }: Target, type: number, payload: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    if (dialect === 'hocuspocus') encoding.writeVarString(encoder, room);
    encoding.writeVarUint(encoder, MessageType.sync);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, payload);
  });
}

/** Hocuspocus takes no message before this one, even where nobody asked it to check anything. */
export function greeting({ dialect, room }: Target): Uint8Array | undefined {
  if (dialect !== 'hocuspocus') return undefined;
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, room);
    encoding.writeVarUint(encoder, MessageType.auth);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, 'nobody');
  });
}

/** What a client of the bench has to know of a message. */
export type Heard =
  | { readonly kind: 'step1' | 'step2' | 'update'; readonly payload: Uint8Array }
  /** So many of this client's messages are stored, as far as the server's word goes. */
  | { readonly kind: 'saved'; readonly count: number }
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'other' };

export function readMessage({ dialect }: Target, bytes: Uint8Array): Heard {
  const decoder = decoding.createDecoder(bytes);
  if (dialect === 'hocuspocus') decoding.readVarString(decoder);
  const type = decoding.readVarUint(decoder);
  if (type === MessageType.sync || (dialect === 'hocuspocus' && type === HOCUSPOCUS_SYNC_REPLY)) {
    const kind = KINDS[decoding.readVarUint(decoder)];
    return kind === undefined ? { kind: 'other' } : { kind, payload: decoding.readVarUint8Array(decoder) };
  }
  if (dialect === 'hocuspocus' && type === HOCUSPOCUS_SYNC_STATUS) return { kind: 'acknowledged' };
  if (dialect === 'tandem' && type === MessageType.control) {
    const message = JSON.parse(decoding.readVarString(decoder)) as { kind: string; updates?: number };
    if (message.kind === 'saved') return { kind: 'saved', count: message.updates ?? 0 };
  }
  return { kind: 'other' };
}

const KINDS: Readonly<Record<number, 'step1' | 'step2' | 'update'>> = {
  [SyncType.step1]: 'step1',
  [SyncType.step2]: 'step2',
  [SyncType.update]: 'update',
};

const HOCUSPOCUS_SYNC_REPLY = 4;
const HOCUSPOCUS_SYNC_STATUS = 8;
