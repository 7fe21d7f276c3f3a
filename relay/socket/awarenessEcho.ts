import { ByteReader } from '../../shared/guard/byteReader.ts';
import { MAX_PRESENCE_MESSAGE_BYTES } from '../../shared/limits.ts';

/**
 * True when an awareness update says nothing about `clientId`, so that it need not be looked into.
 *
 * y-websocket sends everything that it hears about others back: in a full room that is most of what comes in.
 */
export function isEchoOfOthers(update: Uint8Array, clientId: number): boolean {
  if (update.length > MAX_PRESENCE_MESSAGE_BYTES) return false;
  const reader = new ByteReader(update);
  const count = reader.readVarUint();
  for (let i = 0; i < count; i++) {
    const id = reader.readVarUint();
    reader.readVarUint();
    reader.skip(reader.readVarUint());
    if (reader.failed || id === clientId) return false;
  }
  return !reader.failed && reader.remaining === 0;
}
