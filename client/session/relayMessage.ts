import { ByteReader } from '../../shared/guard/byteReader.ts';
import { decodeStateVector } from '../../shared/guard/stateVector.ts';
import { MAX_CONTROL_BYTES, MAX_RELAY_MESSAGE_BYTES } from '../../shared/limits.ts';
import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';

/**
 * What a binary message of a relay is, by its outside: `taken` can be read to its end, `unknown` may come from a newer
 * relay and is left alone, `broken` comes from no relay. Never throws. Updates and presence have guards of their own.
 */
export function lookAtMessage(bytes: Uint8Array): 'taken' | 'unknown' | 'broken' {
  if (bytes.length > MAX_RELAY_MESSAGE_BYTES) return 'broken';
  const reader = new ByteReader(bytes);
  const type = reader.readVarUint();
  if (reader.failed) return 'broken';
  switch (type) {
    case MessageType.sync: {
      const syncType = reader.readVarUint();
      const payload = readRest(reader);
      if (payload === undefined) return 'broken';
      if (syncType === SyncType.update || syncType === SyncType.step2) return 'taken';
      return syncType === SyncType.step1 && decodeStateVector(payload) !== undefined ? 'taken' : 'broken';
    }
    case MessageType.awareness:
      return readRest(reader) === undefined ? 'broken' : 'taken';
    case MessageType.control: {
      const json = readRest(reader);
      return json === undefined || json.length > MAX_CONTROL_BYTES ? 'broken' : 'taken';
    }
    default:
      return 'unknown';
  }
}

/** A byte string that reaches to the end of the message. */
function readRest(reader: ByteReader): Uint8Array | undefined {
  const length = reader.readVarUint();
  if (reader.failed || length !== reader.remaining) return undefined;
  return reader.bytes.subarray(reader.position);
}
