import { MAX_CLOCK, MAX_ROOM_CLIENTS, MAX_UPDATE_STRUCTS } from '../limits.ts';
import { ByteReader } from './byteReader.ts';
import { OpenReferences } from './openReferences.ts';
import type { StateVector } from './stateVector.ts';
import { NO_CLIENT, StructReader } from './structReader.ts';
import { refuseUpdate } from './updateRefusal.ts';
import type { RefusalReason, UpdateRefused } from './updateRefusal.ts';

/** Clocks of one client that an update holds, known ones included: `from` up to, but not including, `to`. */
export interface ClockRange {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

export type UpdateVerdict =
  | {
      readonly kind: 'accepted';
      readonly ranges: readonly ClockRange[];
      /** False if it moves no clock of `known` and deletes nothing. */
      readonly isNew: boolean;
      /** UTF-16 units of text that `known` lacked. */
      readonly insertedUnits: number;
      /** Structs of any kind that `known` lacked, in whole or in part. */
      readonly structs: number;
      /** Clients that `known` lacked. */
      readonly newClients: number;
      /** Deleted ranges as written, including repeated ones, and where they begin in the bytes. */
      readonly deletedRanges: number;
      readonly deletionsAt: number;
    }
  /** Well-formed, but it builds on structs that `known` lacks: the sender has to sync again. */
  | { readonly kind: 'gap' }
  | UpdateRefused;

/**
 * Checks an update (Yjs, V1) before anything else reads it. Never throws and touches neither argument.
 *
 * Promise: a document that holds `known` applies an accepted update without an error, keeps nothing of it pending, and
 * its state vector moves exactly as `advance` says. What a text-only document cannot contain is refused.
 *
 * Which structs honest clients send: strings and deleted runs. A GC struct stands for a child of a deleted
 * nested type, and a plain text has no children: Yjs turns its deleted items into deleted runs, in every
 * merge and diff. A skip does come from honest clients: Y.mergeUpdates, and Y.encodeStateAsUpdate of a
 * document with pending structs, write one for clocks that they lack. It is accepted where `known` covers it,
 * and is a gap elsewhere.
 *
 * `maxStructs` is for callers that accept whole states. It also bounds deleted ranges.
 */
export function inspectUpdate(
  update: Uint8Array,
  known: StateVector,
  maxStructs = MAX_UPDATE_STRUCTS,
): UpdateVerdict {
  return new Inspection(update, known, maxStructs).run();
}

/** Moves `known` on by the ranges of an accepted update. */
export function advance(known: StateVector, ranges: readonly ClockRange[]): void {
  for (const { client, to } of ranges) {
    if (to > (known.get(client) ?? 0)) known.set(client, to);
  }
}

const GAP = { kind: 'gap' } as const;

/**
 * A single pass over the bytes. It believes no claimed count, and allocates nothing before it has read the
 * bytes.
 */
class Inspection {
  readonly #known: StateVector;
  readonly #maxStructs: number;
  readonly #reader: ByteReader;
  readonly #struct = new StructReader();
  readonly #references = new OpenReferences();
  readonly #ranges: ClockRange[] = [];
  /** Client -> index in `ranges`. */
  readonly #sectionOf = new Map<number, number>();
  #structs = 0;
  #deletedRanges = 0;
  #newClients = 0;
  #newStructs = 0;
  #insertedUnits = 0;
  #deletionsAt = 0;
  #hasGap = false;

  constructor(update: Uint8Array, known: StateVector, maxStructs: number) {
    this.#known = known;
    this.#maxStructs = maxStructs;
    this.#reader = new ByteReader(update);
  }

  run(): UpdateVerdict {
    const refusal = this.#readSections() ?? this.#readDeleteSet() ?? this.#readEnd();
    if (refusal !== undefined) return refuseUpdate(refusal);
    if (this.#hasGap || !this.#references.areSettled(this.#ranges, this.#sectionOf)) return GAP;
    return {
      kind: 'accepted',
      ranges: this.#ranges,
      isNew: this.#newStructs > 0 || this.#deletedRanges > 0,
      insertedUnits: this.#insertedUnits,
      structs: this.#newStructs,
      newClients: this.#newClients,
      deletedRanges: this.#deletedRanges,
      deletionsAt: this.#deletionsAt,
    };
  }

  #readSections(): RefusalReason | undefined {
    const count = this.#reader.readVarUint();
    // At least three integers and one struct.
    if (count * 5 > this.#reader.remaining) return 'malformed';
    if (count > MAX_ROOM_CLIENTS) return 'too_many_clients';
    for (let i = 0; i < count; i++) {
      const refusal = this.#readSection();
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #readSection(): RefusalReason | undefined {
    const count = this.#reader.readVarUint();
    const client = this.#reader.readVarUint();
    const from = this.#reader.readVarUint();
    // At least two bytes a struct. Yjs allocates by this count before it reads the first one.
    if (this.#reader.failed || count === 0 || count * 2 > this.#reader.remaining) return 'malformed';
    this.#structs += count;
    if (this.#structs > this.#maxStructs) return 'too_many_structs';
    if (this.#sectionOf.has(client)) return 'duplicate_client';
    this.#sectionOf.set(client, this.#ranges.length);

    const known = this.#known.get(client);
    if (known === undefined && this.#known.size + ++this.#newClients > MAX_ROOM_CLIENTS) {
      return 'too_many_clients';
    }
    if (from > (known ?? 0)) this.#hasGap = true;
    return this.#readStructs(count, client, from, known ?? 0);
  }

  #readStructs(count: number, client: number, from: number, known: number): RefusalReason | undefined {
    const struct = this.#struct;
    let clock = from;
    for (let i = 0; i < count; i++) {
      const refusal =
        struct.read(this.#reader) ?? (struct.isSkip ? undefined : this.#checkPlace(client, clock));
      if (refusal !== undefined) return refusal;
      clock += struct.length;
      if (clock > MAX_CLOCK) return 'clock_out_of_range';
      if (clock <= known) continue;
      if (struct.isSkip) this.#hasGap = true;
      this.#newStructs++;
      this.#insertedUnits += Math.min(struct.units, clock - known);
    }
    this.#ranges.push({ client, from, to: clock });
    return undefined;
  }

  #checkPlace(client: number, clock: number): RefusalReason | undefined {
    const { originClient, originClock, rightClient, rightClock } = this.#struct;
    return (
      this.#checkReference(client, clock, originClient, originClock) ??
      this.#checkReference(client, clock, rightClient, rightClock)
    );
  }

  #checkReference(
    client: number,
    clock: number,
    targetClient: number,
    targetClock: number,
  ): RefusalReason | undefined {
    if (targetClient === NO_CLIENT) return undefined;
    if (targetClient === client) {
      // A client refers to what it has written before. Yjs relies on that, and throws otherwise.
      return targetClock < clock ? undefined : 'malformed';
    }
    if (targetClock >= (this.#known.get(targetClient) ?? 0)) {
      this.#references.add(this.#ranges.length, clock, targetClient, targetClock);
    }
    return undefined;
  }

  #readDeleteSet(): RefusalReason | undefined {
    this.#deletionsAt = this.#reader.position;
    const clients = this.#reader.readVarUint();
    for (let i = 0; i < clients; i++) {
      const client = this.#reader.readVarUint();
      const count = this.#reader.readVarUint();
      // At least two bytes a range, and no document has more deleted ranges than structs.
      if (this.#reader.failed || count * 2 > this.#reader.remaining) return 'malformed';
      this.#deletedRanges += count;
      if (this.#deletedRanges > this.#maxStructs) return 'too_many_structs';
      const refusal = this.#readDeletedRanges(count, this.#endOf(client));
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #readDeletedRanges(count: number, known: number): RefusalReason | undefined {
    for (let i = 0; i < count; i++) {
      const clock = this.#reader.readVarUint();
      const length = this.#reader.readVarUint();
      if (this.#reader.failed || length === 0) return 'malformed';
      if (clock + length > MAX_CLOCK) return 'clock_out_of_range';
      if (clock + length > known) this.#hasGap = true;
    }
    return undefined;
  }

  /** The client's clocks once the update is applied. */
  #endOf(client: number): number {
    const known = this.#known.get(client) ?? 0;
    const section = this.#sectionOf.get(client);
    return section === undefined ? known : Math.max(known, this.#ranges[section]?.to ?? 0);
  }

  #readEnd(): RefusalReason | undefined {
    if (this.#reader.failed) return 'malformed';
    return this.#reader.remaining > 0 ? 'trailing_bytes' : undefined;
  }
}
