import { ByteReader } from '../../../shared/guard/byteReader.ts';
import { StructReader } from '../../../shared/guard/structReader.ts';

/**
 * How many units of text are left of what these updates insert and delete, told from their bytes: in a plain text
 * every clock is a unit, so it is all clocks but those that are deleted. Undefined for what is no plain text.
 */
export function liveUnits(updates: readonly Uint8Array[]): number | undefined {
  const ends = new Map<number, number>();
  const deleted = new Map<number, Ranges>();
  for (const update of updates) if (!collect(update, ends, deleted)) return undefined;
  let units = 0;
  for (const end of ends.values()) units += end;
  for (const ranges of deleted.values()) units -= ranges.length;
  return units;
}

function collect(update: Uint8Array, ends: Map<number, number>, deleted: Map<number, Ranges>): boolean {
  const reader = new ByteReader(update);
  const struct = new StructReader();
  for (let sections = reader.readVarUint(); sections > 0 && !reader.failed; sections--) {
    let structs = reader.readVarUint();
    const client = reader.readVarUint();
    let clock = reader.readVarUint();
    for (; structs > 0; structs--) {
      if (struct.read(reader) !== undefined) return false;
      if (struct.units === 0 && !struct.isSkip) rangesOf(deleted, client).add(clock, clock + struct.length);
      clock += struct.length;
    }
    ends.set(client, Math.max(ends.get(client) ?? 0, clock));
  }
  for (let clients = reader.readVarUint(); clients > 0 && !reader.failed; clients--) {
    readDeleted(reader, rangesOf(deleted, reader.readVarUint()));
  }
  return !reader.failed;
}

function readDeleted(reader: ByteReader, ranges: Ranges): void {
  for (let count = reader.readVarUint(); count > 0 && !reader.failed; count--) {
    const clock = reader.readVarUint();
    ranges.add(clock, clock + reader.readVarUint());
  }
}

function rangesOf(deleted: Map<number, Ranges>, client: number): Ranges {
  const known = deleted.get(client);
  if (known !== undefined) return known;
  const ranges = new Ranges();
  deleted.set(client, ranges);
  return ranges;
}

/** Clocks, each counted once. Yjs writes ranges in order, so they are as a rule joined as they come. */
class Ranges {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #isSorted = true;

  add(start: number, end: number): void {
    const last = this.#ends.length - 1;
    const lastStart = this.#starts[last] ?? 0;
    const lastEnd = this.#ends[last] ?? -1;
    if (start >= lastStart && start <= lastEnd) {
      this.#ends[last] = Math.max(lastEnd, end);
      return;
    }
    if (start < lastStart) this.#isSorted = false;
    this.#starts.push(start);
    this.#ends.push(end);
  }

  get length(): number {
    const order = Uint32Array.from(this.#starts.keys());
    if (!this.#isSorted) order.sort((a, b) => (this.#starts[a] ?? 0) - (this.#starts[b] ?? 0));
    let length = 0;
    let reached = 0;
    for (const place of order) {
      const [start = 0, end = 0] = [this.#starts[place], this.#ends[place]];
      length += Math.max(0, end - Math.max(start, reached));
      reached = Math.max(reached, end);
    }
    return length;
  }
}
