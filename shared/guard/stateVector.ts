import { MAX_CLOCK, MAX_ROOM_CLIENTS } from '../limits.ts';
import { ByteReader } from './byteReader.ts';
import { ByteWriter } from './byteWriter.ts';

/** Yjs client id -> how many of its clocks are known (the exclusive end). */
export type StateVector = Map<number, number>;

/** The bytes of a sync step 1, the same that Yjs writes. */
export function encodeStateVector(stateVector: StateVector): Uint8Array {
  const writer = new ByteWriter();
  writer.writeVarUint(stateVector.size);
  const highestFirst = [...stateVector].sort(([a], [b]) => b - a);
  for (const [client, clock] of highestFirst) {
    writer.writeVarUint(client);
    writer.writeVarUint(clock);
  }
  return writer.toBytes();
}

/** Undefined if the bytes are malformed or name more clients than a room can have. */
export function decodeStateVector(bytes: Uint8Array): StateVector | undefined {
  const reader = new ByteReader(bytes);
  const count = reader.readVarUint();
  // At least two bytes an entry: the count is believed only as far as the bytes reach.
  if (count > MAX_ROOM_CLIENTS || count * 2 > reader.remaining) return undefined;

  const stateVector: StateVector = new Map();
  for (let i = 0; i < count; i++) {
    const client = reader.readVarUint();
    const clock = reader.readVarUint();
    if (reader.failed || clock > MAX_CLOCK || stateVector.has(client)) return undefined;
    stateVector.set(client, clock);
  }
  return reader.failed || reader.remaining > 0 ? undefined : stateVector;
}
