/**
 * The references of an update's structs to structs of other clients that only the same update can bring.
 *
 * Sections may refer to each other in both directions, whichever comes first in the bytes. Yjs integrates
 * them by following the references. If structs wait for each other in a circle, it keeps them pending
 * forever. `areSettled` walks the same way without any document, and passes every reference once.
 */
export class OpenReferences {
  /** Four numbers a reference, in the order of the update: flat, because a hostile update has a million. */
  readonly #numbers: number[] = [];

  /** The struct at `clock` of the update's section `section` needs the clock `targetClock` of `targetClient`. */
  add(section: number, clock: number, targetClient: number, targetClock: number): void {
    this.#numbers.push(section, clock, targetClient, targetClock);
  }

  /** True if every reference points into the update and none waits for itself. */
  areSettled(sections: readonly { readonly to: number }[], sectionOf: ReadonlyMap<number, number>): boolean {
    if (this.#numbers.length === 0) return true;
    const { next, end } = this.#bySection(sections.length);
    /** The sections being integrated, each waiting for the one after it, and the clock needed from each. */
    const stack: { section: number; wanted: number }[] = [];
    const isOnStack = new Uint8Array(sections.length);

    for (let first = 0; first < sections.length; first++) {
      stack.push({ section: first, wanted: Infinity });
      for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
        const { section } = top;
        const at = next[section] ?? 0;
        if (at === end[section] || this.#number(at + CLOCK) > top.wanted) {
          isOnStack[section] = 0;
          stack.pop();
          continue;
        }
        const target = sectionOf.get(this.#number(at + TARGET_CLIENT));
        const wanted = this.#number(at + TARGET_CLOCK);
        if (target === undefined || wanted >= (sections[target]?.to ?? 0)) return false;

        const targetAt = next[target] ?? 0;
        if (targetAt === end[target] || this.#number(targetAt + CLOCK) > wanted) {
          next[section] = at + SIZE;
          continue;
        }
        isOnStack[section] = 1;
        if (isOnStack[target] === 1) return false;
        stack.push({ section: target, wanted });
      }
    }
    return true;
  }

  /** For each section, where its references begin and end in `numbers`. */
  #bySection(count: number): { next: Uint32Array; end: Uint32Array } {
    const next = new Uint32Array(count);
    const end = new Uint32Array(count);
    for (let at = 0; at < this.#numbers.length; at += SIZE) {
      const section = this.#number(at);
      if (end[section] === 0) next[section] = at;
      end[section] = at + SIZE;
    }
    return { next, end };
  }

  #number(at: number): number {
    return this.#numbers[at] ?? 0;
  }
}

const CLOCK = 1;
const TARGET_CLIENT = 2;
const TARGET_CLOCK = 3;
const SIZE = 4;
