import { RangeList, type Ranges } from './rangeList.ts';

/** Which clocks of each Yjs client are deleted. Deleting what is deleted changes nothing. */
export class DeletedRanges {
  readonly #byClient = new Map<number, RangeList>();

  /** Takes `byClient` over. */
  constructor(byClient: ReadonlyMap<number, Ranges> = new Map()) {
    for (const [client, ranges] of byClient) this.#byClient.set(client, new RangeList(ranges));
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

  addAll(added: readonly (Ranges & { readonly client: number })[]): void {
    for (const ranges of added) this.add(ranges.client, ranges);
  }

  /** Takes `added` over: it must not change afterwards. */
  add(client: number, added: Ranges): void {
    const known = this.#byClient.get(client);
    if (known === undefined) this.#byClient.set(client, new RangeList(added));
    else known.add(added);
  }

  /** By client. Of plain values, so that they can be handed to another thread. */
  toMap(): Map<number, Ranges> {
    return new Map(Array.from(this.#byClient, ([client, ranges]) => [client, ranges.toRanges()]));
  }
}
