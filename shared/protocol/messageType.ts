/**
 * The first varint of every binary message on /sync: the y-websocket protocol, and our own control messages.
 * Source: y-protocols' PROTOCOL.md and y-websocket.
 */
export const MessageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  /** JSON text. The relay sends it only to clients that asked for it with `?control=1`. */
  control: 100,
} as const;

/** The second varint of a sync message. */
export const SyncType = {
  /** "This is what I have" (a state vector); answered with a step 2. */
  step1: 0,
  /** "This is what you lack" (an update). */
  step2: 1,
  update: 2,
} as const;
