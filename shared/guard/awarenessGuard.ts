import {
  MAX_PRESENCE_BYTES,
  MAX_PRESENCE_CLOCK,
  MAX_PRESENCE_DEPTH,
  MAX_PRESENCE_ENTRIES,
  MAX_PRESENCE_MESSAGE_BYTES,
} from '../limits.ts';
import { ByteReader } from './byteReader.ts';
import { ByteWriter } from './byteWriter.ts';

/** One client's line in an awareness update. */
export interface AwarenessEntry {
  readonly clientId: number;
  readonly clock: number;
  /** JSON text as bytes, undefined for "gone" (null). */
  readonly state: Uint8Array | undefined;
}

/** Why the guard refuses presence. The words are metrics labels: do not rename them lightly. */
export type AwarenessRefusalReason = keyof typeof PRESENCE_FAULTS;

export type AwarenessVerdict =
  | { readonly kind: 'accepted'; readonly entries: readonly AwarenessEntry[] }
  | { readonly kind: 'refused'; readonly reason: AwarenessRefusalReason; readonly message: string };

/**
 * Checks an awareness update (y-protocols) before anything else reads it. Never throws; the entries own their
 * bytes.
 *
 * It parses every state once, because a client that receives one that is not JSON loses its connection.
 */
export function inspectAwareness(update: Uint8Array): AwarenessVerdict {
  if (update.length > MAX_PRESENCE_MESSAGE_BYTES) return refuse('too_large');
  const reader = new ByteReader(update);
  const count = reader.readVarUint();
  if (count > MAX_PRESENCE_ENTRIES) return refuse('too_many_entries');

  const entries: AwarenessEntry[] = [];
  const clients = new Set<number>();
  for (let i = 0; i < count; i++) {
    const entry = readEntry(reader);
    if (typeof entry === 'string') return refuse(entry);
    if (clients.has(entry.clientId)) return refuse('duplicate_client');
    clients.add(entry.clientId);
    entries.push(entry);
  }
  if (reader.failed || reader.remaining > 0) return refuse('malformed');
  return { kind: 'accepted', entries };
}

/** The awareness update of these entries. */
export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const writer = new ByteWriter(
    entries.reduce((sum, { state }) => sum + (state?.length ?? 0) + ENTRY_BYTES, ENTRY_BYTES),
  );
  writer.writeVarUint(entries.length);
  for (const { clientId, clock, state } of entries) {
    writer.writeVarUint(clientId);
    writer.writeVarUint(clock);
    writer.writeVarBytes(state ?? GONE);
  }
  return writer.toBytes();
}

/** Of at most three integers. */
const ENTRY_BYTES = 24;

function readEntry(reader: ByteReader): AwarenessEntry | AwarenessRefusalReason {
  const clientId = reader.readVarUint();
  const clock = reader.readVarUint();
  const size = reader.readVarUint();
  const start = reader.skip(size);
  if (reader.failed) return 'malformed';
  if (clock > MAX_PRESENCE_CLOCK) return 'clock_out_of_range';
  if (size > MAX_PRESENCE_BYTES) return 'too_large';

  // A copy: a view would keep the whole network buffer alive as long as the participant stays.
  const bytes = new Uint8Array(reader.bytes.subarray(start, start + size));
  const state = parseJson(bytes);
  if (state === null) return { clientId, clock, state: undefined };
  if (typeof state !== 'object' || Array.isArray(state)) return 'not_an_object';
  return findFault(state, 1) ?? { clientId, clock, state: bytes };
}

/** Undefined, which no JSON text means, if it is not JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(DECODER.decode(bytes));
  } catch {
    return undefined;
  }
}

/** Reads no deeper than the limit, however deep the value is. */
function findFault(value: object, depth: number): AwarenessRefusalReason | undefined {
  if (depth > MAX_PRESENCE_DEPTH) return 'too_deep';
  for (const [key, child] of Object.entries(value) as [string, unknown][]) {
    if (FORBIDDEN_KEYS.has(key)) return 'forbidden_key';
    if (typeof child !== 'object' || child === null) continue;
    const fault = findFault(child, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function refuse(reason: AwarenessRefusalReason): AwarenessVerdict {
  return { kind: 'refused', reason, message: PRESENCE_FAULTS[reason] };
}

const GONE = new TextEncoder().encode('null');

/** As y-protocols decodes: fatal, and a byte order mark is a character like any other (which JSON refuses). */
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Harmless in the result of JSON.parse, but not after a client copies or merges it. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** At most 123 bytes each: the room that a WebSocket close frame has for its reason. */
export const PRESENCE_FAULTS = {
  malformed: 'This is not an awareness update; send what encodeAwarenessUpdate of y-protocols gives.',
  not_an_object: 'A presence state is neither a JSON object nor null; send one of these.',
  too_deep: `A presence state is nested deeper than ${MAX_PRESENCE_DEPTH} levels; send a flatter one.`,
  forbidden_key: 'A presence state has a key named __proto__, constructor or prototype; rename it.',
  too_large: `A presence state has more than ${MAX_PRESENCE_BYTES} bytes, or all of them too many; send less.`,
  too_many_entries: `An awareness update has more than ${MAX_PRESENCE_ENTRIES} entries; send your own only.`,
  duplicate_client: 'An awareness update names a client twice; send each client once.',
  clock_out_of_range: 'A presence clock is out of range; reload to get a new client id.',
} as const;
