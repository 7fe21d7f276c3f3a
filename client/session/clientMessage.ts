import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';
import { type Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { writeSyncStep1, writeSyncStep2, writeUpdate } from 'y-protocols/sync';
import type * as Y from 'yjs';
import type { ClientControlMessage } from '../../shared/protocol/control.ts';
import { MessageType } from '../../shared/protocol/messageType.ts';

/** Every message that a window sends on /sync (docs/protocol.md). */
export const clientMessage = {
  /** What this window has. */
  step1: (doc: Y.Doc) => message(MessageType.sync, (encoder) => writeSyncStep1(encoder, doc)),

  /** What a peer with this state vector lacks. */
  step2: (doc: Y.Doc, stateVector: Uint8Array) =>
    message(MessageType.sync, (encoder) => writeSyncStep2(encoder, doc, stateVector)),

  update: (update: Uint8Array) => message(MessageType.sync, (encoder) => writeUpdate(encoder, update)),

  /** What these clients show. */
  presence: (awareness: Awareness, clients: number[]) => presence(encodeAwarenessUpdate(awareness, clients)),

  /** This window shows nothing any more. */
  goodbye: (awareness: Awareness) =>
    presence(encodeAwarenessUpdate(awareness, [awareness.clientID], new Map())),

  control: (content: ClientControlMessage) =>
    message(MessageType.control, (encoder) => writeVarString(encoder, JSON.stringify(content))),
};

function presence(update: Uint8Array): Uint8Array {
  return message(MessageType.awareness, (encoder) => writeVarUint8Array(encoder, update));
}

function message(type: number, writeContent: (encoder: Encoder) => void): Uint8Array {
  const encoder = createEncoder();
  writeVarUint(encoder, type);
  writeContent(encoder);
  return toUint8Array(encoder);
}
