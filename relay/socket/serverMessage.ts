import { ByteWriter } from '../../shared/guard/byteWriter.ts';
import type { ControlMessage } from '../../shared/protocol/control.ts';
import { MessageType, SyncType } from '../../shared/protocol/messageType.ts';
import { frameMessage } from './serverFrame.ts';

/** Everything that the relay says on /sync, framed. */
export const serverMessage = {
  step1: (stateVector: Uint8Array) =>
    frameMessage(head(MessageType.sync, SyncType.step1, stateVector), stateVector),

  step2: (update: Uint8Array) => frameMessage(head(MessageType.sync, SyncType.step2, update), update),

  awareness: (update: Uint8Array) => frameMessage(head(MessageType.awareness, undefined, update), update),

  control: (message: ControlMessage) => {
    const json = Buffer.from(JSON.stringify(message));
    return frameMessage(head(MessageType.control, undefined, json), json);
  },
};

/** A message without content: y-websocket hangs up when it has not had any message for a while. */
export const HEARTBEAT_FRAMES = serverMessage.awareness(Uint8Array.of(0));

function head(type: number, syncType: number | undefined, payload: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.writeVarUint(type);
  if (syncType !== undefined) writer.writeVarUint(syncType);
  writer.writeVarUint(payload.length);
  return writer.toBytes();
}
