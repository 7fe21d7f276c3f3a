import { ByteReader } from '../../shared/guard/byteReader.ts';
import { ByteWriter } from '../../shared/guard/byteWriter.ts';
import type { UpdateVerdict } from '../../shared/guard/updateGuard.ts';
import type { DeletedRanges } from './deletedRanges.ts';
import { RangeBuffer } from './rangeBuffer.ts';
import { type ClientRanges, type Ranges, sortRanges } from './ranges.ts';

export type AcceptedUpdate = Extract<UpdateVerdict, { kind: 'accepted' }>;

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
  for (const { client, ranges: named } of readDeletions(update, deletionsAt)) {
    const freshRanges = freshOf(named, client, deleted);
    if (freshRanges.ranges.length === 0) continue;
    byClient.push({ client, ranges: freshRanges.ranges });
    units += freshRanges.units;
    ranges += freshRanges.ranges.length / 2;
  }
  return { byClient, ranges, units, idle: deletedRanges - ranges };
}

function freshOf(named: Ranges, client: number, deleted: DeletedRanges): { ranges: Ranges; units: number } {
  let units = 0;
  let idle = 0;
  for (let i = 0; i < named.length; i += 2) {
    const left = deleted.unitsLeft(client, named[i] ?? 0, named[i + 1] ?? 0);
    if (left === 0) idle++;
    units += left;
  }
  if (idle === 0) return { ranges: named, units };
  if (units === 0) return { ranges: [], units };
  const fresh = new RangeBuffer(named.length / 2 - idle);
  for (let i = 0; i < named.length; i += 2) {
    const start = named[i] ?? 0;
    const end = named[i + 1] ?? 0;
    if (deleted.unitsLeft(client, start, end) > 0) fresh.push(start, end);
  }
  return { ranges: fresh.ranges(), units };
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
  for (const { client, ranges } of fresh.byClient) {
    writer.writeVarUint(client);
    writer.writeVarUint(ranges.length / 2);
    for (let i = 0; i < ranges.length; i += 2) {
      const start = ranges[i] ?? 0;
      writer.writeVarUint(start);
      writer.writeVarUint((ranges[i + 1] ?? start) - start);
    }
  }
  return writer.toBytes();
}

/** Merged, whatever the order in which they are written and however often a client is named. */
function readDeletions(update: Uint8Array, at: number): Iterable<ClientRanges> {
  const reader = new ByteReader(update);
  reader.position = at;
  const clients = reader.readVarUint();
  if (clients === 1) return [merged(readClient(reader))];
  const read = new Map<number, RangeBuffer>();
  for (let i = 0; i < clients; i++) {
    const client = reader.readVarUint();
    const count = reader.readVarUint();
    const named = read.get(client) ?? new RangeBuffer(count);
    read.set(client, named);
    readRanges(reader, count, named);
  }
  return Array.from(read, ([client, named]) => merged({ client, ranges: named.ranges() }));
}

function readClient(reader: ByteReader): ClientRanges {
  const client = reader.readVarUint();
  const count = reader.readVarUint();
  if (count <= FEW) {
    const few: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = reader.readVarUint();
      few.push(start, start + reader.readVarUint());
    }
    return { client, ranges: few };
  }
  // As many as the guard has counted in the bytes.
  const named = new RangeBuffer(count);
  readRanges(reader, count, named);
  return { client, ranges: named.ranges() };
}

function readRanges(reader: ByteReader, count: number, into: RangeBuffer): void {
  let lastStart = Infinity;
  let lastEnd = 0;
  for (let i = 0; i < count; i++) {
    const start = reader.readVarUint();
    const end = start + reader.readVarUint();
    // Named again in a row it is one, which half a million times over spares the sorting.
    if (start >= lastStart && end <= lastEnd) continue;
    into.push(start, end);
    lastStart = start;
    lastEnd = end;
  }
}

function merged(named: ClientRanges): ClientRanges {
  const { client, ranges } = named;
  for (let i = 2; i < ranges.length; i += 2)
    if ((ranges[i] ?? 0) <= (ranges[i - 1] ?? 0)) return { client, ranges: sortRanges(ranges) };
  return named;
}

/** A person's edit has no more: two carets, or a line that is written anew. */
const FEW = 16;

const NONE: FreshDeletions = { byClient: [], ranges: 0, units: 0, idle: 0 };

/** An update that begins with this has none. */
const NO_STRUCTS = Uint8Array.of(0);
