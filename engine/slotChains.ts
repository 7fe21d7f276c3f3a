/** No slot. */
export const NONE = -1;

/**
 * Slots by a hash of what stands in them, the latest first. Memory is three integers a slot; adding and removing take
 * constant time.
 */
export class SlotChains {
  #heads: Int32Array;
  #hashes: Int32Array;
  #nexts: Int32Array;
  /** The slot before; for the first of a chain, the complement of the chain's number; OUT when in no chain. */
  #befores: Int32Array;

  constructor(capacity: number) {
    this.#heads = new Int32Array(powerOfTwo(capacity)).fill(NONE);
    this.#hashes = new Int32Array(capacity);
    this.#nexts = new Int32Array(capacity).fill(NONE);
    this.#befores = new Int32Array(capacity).fill(OUT);
  }

  /** The latest slot with this hash. */
  first(hash: number): number {
    return this.#skipOthers(this.#heads[hash & (this.#heads.length - 1)] ?? NONE, hash);
  }

  /** The one with the same hash before `slot`. */
  after(slot: number): number {
    return this.#skipOthers(this.#nexts[slot] ?? NONE, this.#hashes[slot] ?? 0);
  }

  add(slot: number, hash: number): void {
    const chain = hash & (this.#heads.length - 1);
    const head = this.#heads[chain] ?? NONE;
    this.#hashes[slot] = hash;
    this.#nexts[slot] = head;
    this.#befores[slot] = ~chain;
    if (head !== NONE) this.#befores[head] = slot;
    this.#heads[chain] = slot;
  }

  /** Takes a slot out; nothing happens when it is in no chain. */
  remove(slot: number): void {
    const before = this.#befores[slot] ?? OUT;
    if (before === OUT) return;
    const next = this.#nexts[slot] ?? NONE;
    if (before >= 0) this.#nexts[before] = next;
    else this.#heads[~before] = next;
    if (next !== NONE) this.#befores[next] = before;
    this.#befores[slot] = OUT;
  }

  /** Makes room for slots up to `capacity`. */
  grow(capacity: number): void {
    const { length } = this.#hashes;
    this.#hashes = larger(this.#hashes, capacity, 0);
    this.#nexts = larger(this.#nexts, capacity, NONE);
    this.#befores = larger(this.#befores, capacity, OUT);
    if (powerOfTwo(capacity) === this.#heads.length) return;
    const slots: number[] = [];
    // Oldest first, so that every chain keeps its order.
    for (let head of this.#heads) {
      const chain: number[] = [];
      for (; head !== NONE; head = this.#nexts[head] ?? NONE) chain.push(head);
      for (const slot of chain.reverse()) slots.push(slot);
    }
    this.#heads = new Int32Array(powerOfTwo(capacity)).fill(NONE);
    this.#befores.fill(OUT, 0, length);
    for (const slot of slots) this.add(slot, this.#hashes[slot] ?? 0);
  }

  #skipOthers(from: number, hash: number): number {
    let slot = from;
    // Different hashes share a chain.
    while (slot !== NONE && this.#hashes[slot] !== hash) slot = this.#nexts[slot] ?? NONE;
    return slot;
  }
}

const OUT = -(2 ** 31);

function larger(from: Int32Array, capacity: number, fill: number): Int32Array {
  const to = new Int32Array(capacity).fill(fill, from.length);
  to.set(from);
  return to;
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, atLeast)));
}
