import { RangeList } from './rangeList.ts';
import type { ClientRanges, Ranges } from './ranges.ts';

/** The ranges of many clients one after the other; a typed array for each would take more than what is in it. */
export interface PackedRanges {
  readonly clients: Float64Array<ArrayBuffer>;
  /** How many ranges each client has. */
  readonly counts: Uint32Array<ArrayBuffer>;
  readonly ranges: Uint32Array<ArrayBuffer>;
}

/** Which clocks of each Yjs client are deleted. Deleting what is deleted changes nothing. */
export class DeletedRanges {
  readonly #byClient = new Map<number, RangeList>();
  #ranges = 0;

  /** Copies what it keeps of `packed`. */
  constructor(packed?: PackedRanges) {
    if (packed === undefined) return;
    let from = 0;
    packed.clients.forEach((client, i) => {
      const to = from + 2 * (packed.counts[i] ?? 0);
      this.add(client, packed.ranges.subarray(from, to));
      from = to;
    });
  }

  /** About the memory that they take. */
  get bytes(): number {
    return this.#ranges * BYTES_OF_A_RANGE + this.#byClient.size * BYTES_OF_A_LIST;
  }

  /** How many clocks are deleted. */
  get units(): number {
    let units = 0;
    for (const ranges of this.#byClient.values()) units += ranges.units;
    return units;
  }

  /** How many clocks of `from` up to, but not including, `to` are not deleted. */
  unitsLeft(client: number, from: number, to: number): number {
    return this.#byClient.get(client)?.unitsLeft(from, to) ?? to - from;
  }

  addAll(added: readonly ClientRanges[]): void {
    for (const { client, ranges } of added) this.add(client, ranges);
  }

  add(client: number, added: Ranges): void {
    const known = this.#byClient.get(client);
    const before = known?.count ?? 0;
    const list = known ?? new RangeList(added);
    if (known === undefined) this.#byClient.set(client, list);
    else known.add(added);
    this.#ranges += list.count - before;
  }

  /** All of them, so that they can be handed to another thread. */
  pack(): PackedRanges {
    const clients = Float64Array.from(this.#byClient.keys());
    const counts = Uint32Array.from(this.#byClient.values(), ({ count }) => count);
    const ranges = new Uint32Array(2 * this.#ranges);
    let at = 0;
    for (const list of this.#byClient.values()) {
      list.copyTo(ranges, at);
      at += 2 * list.count;
    }
    return { clients, counts, ranges };
  }
}

/** Eight, and what blocks keep free. */
export const BYTES_OF_A_RANGE = 10;

const BYTES_OF_A_LIST = 400;
