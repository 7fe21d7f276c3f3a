/**
 * What waits, by whom it waits for: holders take turns, and what waits for one of them is taken in the order in which
 * it came. Who adds much waits for itself.
 */
export class InTurns<Holder, Item> {
  /** The next holder first; no line is empty. */
  readonly #lines = new Map<Holder, Item[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Whose turn it is. */
  get next(): Holder | undefined {
    const [holder] = this.#lines.keys();
    return holder;
  }

  waitingFor(holder: Holder): number {
    return this.#lines.get(holder)?.length ?? 0;
  }

  add(holder: Holder, item: Item): void {
    const line = this.#lines.get(holder);
    if (line === undefined) this.#lines.set(holder, [item]);
    else line.push(item);
    this.#size++;
  }

  /** The first of the holder whose turn it is, or of another one. The others are next then. */
  take(holder: Holder | undefined = this.next): Item | undefined {
    const line = holder === undefined ? undefined : this.#lines.get(holder);
    if (holder === undefined || line === undefined) return undefined;
    const item = line.shift();
    this.#size--;
    this.#lines.delete(holder);
    if (line.length > 0) this.#lines.set(holder, line);
    return item;
  }

  /** Takes out everything. */
  clear(): Item[] {
    const all = [...this.#lines.values()].flat();
    this.#lines.clear();
    this.#size = 0;
    return all;
  }
}
