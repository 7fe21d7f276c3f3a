import { ByteReader } from '../../shared/guard/byteReader.ts';
import { MAX_CLIENT_CONTROL_BYTES, QUICK_MESSAGE_BYTES } from '../limits.ts';
import { decodeStateVector, type StateVector } from '../../shared/guard/stateVector.ts';
import { type ClientControlMessage, clientControlSchema } from '../../shared/protocol/control.ts';
import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';
import { type ClosingRefusal, refuse } from '../../shared/protocol/refusal.ts';

/** What a client says on /sync. */
export type ClientMessage =
  | { readonly kind: 'step1'; readonly known: StateVector }
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'queryAwareness' }
  | { readonly kind: 'control'; readonly message: ClientControlMessage | undefined }
  | { readonly kind: 'malformed'; readonly refusal: ClosingRefusal };

/** Reads one binary message. Updates are not looked into, and still the bytes that came. */
export function readClientMessage(bytes: Uint8Array): ClientMessage {
  const reader = new ByteReader(bytes);
  const type = reader.readVarUint();
  if (reader.failed) return malformed(refuse('badFrame', 'empty'));
  switch (type) {
    case MessageType.sync:
      return readSync(reader);
    case MessageType.awareness: {
      const update = readRest(reader);
      return update === undefined
        ? malformed(refuse('badFrame', 'awarenessLength'))
        : { kind: 'awareness', update };
    }
    case MessageType.queryAwareness:
      return reader.remaining > 0 ? malformed(refuse('badFrame', 'queryLength')) : { kind: 'queryAwareness' };
    case MessageType.control:
      return readControl(reader);
    default:
      return malformed(refuse('unknownFrame', type));
  }
}

/** True for what takes microseconds, so that it counts as a message and nothing else. Questions are short, and do not. */
export function isQuick(bytes: Uint8Array): boolean {
  const isQuestion =
    bytes[0] === MessageType.queryAwareness || (bytes[0] === MessageType.sync && bytes[1] === SyncType.step1);
  return bytes.length <= QUICK_MESSAGE_BYTES && !isQuestion;
}

function readSync(reader: ByteReader): ClientMessage {
  const type = reader.readVarUint();
  const payload = readRest(reader);
  if (payload === undefined) return malformed(refuse('badFrame', 'syncLength'));
  switch (type) {
    case SyncType.step1: {
      const known = decodeStateVector(payload);
      return known === undefined ? malformed(refuse('badFrame', 'noStateVector')) : { kind: 'step1', known };
    }
    case SyncType.step2:
      return { kind: 'step2', update: payload };
    case SyncType.update:
      return { kind: 'update', update: payload };
    default:
      return malformed(refuse('unknownSync', type));
  }
}

/** A kind that this relay does not know is no fault: the client may be newer. */
function readControl(reader: ByteReader): ClientMessage {
  const json = readRest(reader);
  if (json === undefined || json.length > MAX_CLIENT_CONTROL_BYTES)
    return malformed(refuse('badFrame', 'controlLength'));
  try {
    const value: unknown = JSON.parse(Buffer.from(json).toString());
    return { kind: 'control', message: clientControlSchema.safeParse(value).data };
  } catch {
    return malformed(refuse('badFrame', 'controlNotJson'));
  }
}

/** A byte string that reaches to the end of the message. */
function readRest(reader: ByteReader): Uint8Array | undefined {
  const length = reader.readVarUint();
  if (reader.failed || length !== reader.remaining) return undefined;
  return reader.bytes.subarray(reader.position);
}

function malformed(refusal: ClosingRefusal): ClientMessage {
  return { kind: 'malformed', refusal };
}
