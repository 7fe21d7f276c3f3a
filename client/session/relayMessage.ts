import { ByteReader } from '../../shared/guard/byteReader.ts';
import { decodeStateVector } from '../../shared/guard/stateVector.ts';
import { MAX_CONTROL_BYTES, MAX_RELAY_MESSAGE_BYTES } from '../../shared/limits.ts';
import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';

/** A parsed message of a relay. Its contents have their own guard. */
export type RelayMessage =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2' | 'update' | 'presence'; readonly update: Uint8Array }
  | { readonly kind: 'control'; readonly json: Uint8Array }
  /** It may come from a newer relay, so it is ignored. */
  | { readonly kind: 'unknown' }
  /** It cannot be read to its end, so it does not come from a relay. */
  | { readonly kind: 'broken' };

const BROKEN: RelayMessage = { kind: 'broken' };

/** Parses a message. Never throws. The parts are views of `data`. */
export function readRelayMessage(data: unknown): RelayMessage {
  if (!(data instanceof ArrayBuffer) || data.byteLength > MAX_RELAY_MESSAGE_BYTES) return BROKEN;
  const reader = new ByteReader(new Uint8Array(data));
  const type = reader.readVarUint();
  if (reader.failed) return BROKEN;
  switch (type) {
    case MessageType.sync:
      return readSync(reader.readVarUint(), readRest(reader));
    case MessageType.awareness: {
      const update = readRest(reader);
      return update === undefined ? BROKEN : { kind: 'presence', update };
    }
    case MessageType.control: {
      const json = readRest(reader);
      return json === undefined || json.length > MAX_CONTROL_BYTES ? BROKEN : { kind: 'control', json };
    }
    default:
      return { kind: 'unknown' };
  }
}

function readSync(type: number, payload: Uint8Array | undefined): RelayMessage {
  if (payload === undefined) return BROKEN;
  switch (type) {
    case SyncType.step1:
      return decodeStateVector(payload) === undefined ? BROKEN : { kind: 'step1', stateVector: payload };
    case SyncType.step2:
      return { kind: 'step2', update: payload };
    case SyncType.update:
      return { kind: 'update', update: payload };
    default:
      return BROKEN;
  }
}

/** A byte string that reaches to the end of the message. */
function readRest(reader: ByteReader): Uint8Array | undefined {
  const length = reader.readVarUint();
  if (reader.failed || length !== reader.remaining) return undefined;
  return reader.bytes.subarray(reader.position);
}
