import { ByteReader } from '../../shared/guard/byteReader.ts';
import { ByteWriter } from '../../shared/guard/byteWriter.ts';
import type { UpdateVerdict } from '../../shared/guard/updateGuard.ts';
import type { DeletedRanges } from './deletedRanges.ts';
import { type Ranges, sortRanges } from './rangeList.ts';

export type AcceptedUpdate = Extract<UpdateVerdict, { kind: 'accepted' }>;

export interface ClientRanges extends Ranges {
  readonly client: number;
}

/** What an update deletes that was not deleted before. */
export interface FreshDeletions {
  readonly byClient: readonly ClientRanges[];
  /** How many they are, merged. */
  readonly ranges: number;
  /** The clocks that they delete first. */
  readonly units: number;
  /** Ranges of the update that said nothing new: deleted before, or named twice. */
  readonly idle: number;
}

/**
 * Looks at what an accepted update deletes, beside what `deleted` has already. Costs as much as there are ranges, and
 * touches neither.
 */
export function findFreshDeletions(
  update: Uint8Array,
  { deletedRanges, deletionsAt }: Pick<AcceptedUpdate, 'deletedRanges' | 'deletionsAt'>,
  deleted: DeletedRanges,
): FreshDeletions {
  if (deletedRanges === 0) return NONE;
  const byClient: ClientRanges[] = [];
  let ranges = 0;
  let units = 0;
  for (const { client, starts, ends } of readDeletions(update, deletionsAt)) {
    const fresh: ClientRanges = { client, starts: [], ends: [] };
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i] ?? 0;
      const end = ends[i] ?? 0;
      const left = deleted.unitsLeft(client, start, end);
      if (left === 0) continue;
      fresh.starts.push(start);
      fresh.ends.push(end);
      units += left;
    }
    if (fresh.starts.length === 0) continue;
    byClient.push(fresh);
    ranges += fresh.starts.length;
  }
  return { byClient, ranges, units, idle: deletedRanges - ranges };
}

/** What is worth storing of an update: without structs that are known where all of them are, and with fresh deletions. */
export function withoutIdleParts(
  update: Uint8Array,
  { structs, deletionsAt }: Pick<AcceptedUpdate, 'structs' | 'deletionsAt'>,
  fresh: FreshDeletions,
): Uint8Array {
  const structBytes = structs === 0 ? NO_STRUCTS : update.subarray(0, deletionsAt);
  if (fresh.idle === 0 && structBytes.length === deletionsAt) return update;
  const writer = new ByteWriter();
  writer.writeBytes(structBytes);
  writer.writeVarUint(fresh.byClient.length);
  for (const { client, starts, ends } of fresh.byClient) {
    writer.writeVarUint(client);
    writer.writeVarUint(starts.length);
    starts.forEach((start, i) => {
      writer.writeVarUint(start);
      writer.writeVarUint((ends[i] ?? start) - start);
    });
  }
  return writer.toBytes();
}

/** Merged, whatever the order in which they are written and however often a client is named. */
function readDeletions(update: Uint8Array, at: number): Iterable<ClientRanges> {
  const reader = new ByteReader(update);
  reader.position = at;
  const clients = reader.readVarUint();
  if (clients === 1) return [merged(readClient(reader))];
  const read = new Map<number, ClientRanges>();
  for (let i = 0; i < clients; i++) {
    const next = readClient(reader);
    const before = read.get(next.client);
    if (before === undefined) {
      read.set(next.client, next);
    } else {
      for (const start of next.starts) before.starts.push(start);
      for (const end of next.ends) before.ends.push(end);
    }
  }
  return Array.from(read.values(), merged);
}

function readClient(reader: ByteReader): ClientRanges {
  const client = reader.readVarUint();
  const count = reader.readVarUint();
  const starts: number[] = [];
  const ends: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = reader.readVarUint();
    const end = start + reader.readVarUint();
    // Named again in a row it is one, which half a million times over spares the sorting.
    if (start >= (starts.at(-1) ?? Infinity) && end <= (ends.at(-1) ?? 0)) continue;
    starts.push(start);
    ends.push(end);
  }
  return { client, starts, ends };
}

function merged(ranges: ClientRanges): ClientRanges {
  const { client, starts, ends } = ranges;
  for (let i = 1; i < starts.length; i++)
    if ((starts[i] ?? 0) <= (ends[i - 1] ?? 0)) return { client, ...sortRanges(starts, ends) };
  return ranges;
}

const NONE: FreshDeletions = { byClient: [], ranges: 0, units: 0, idle: 0 };

/** An update that begins with this has none. */
const NO_STRUCTS = Uint8Array.of(0);
