import type { BufferChange } from '../ports.ts';

interface CalmTask {
  /** How many of the held events came before it. */
  readonly heldBefore: number;
  readonly task: () => void;
}

/** Tasks that wait until no edit is on its way, each with its place among the held events. */
export class CalmTasks {
  #waiting: CalmTask[] = [];

  add(heldBefore: number, task: () => void): void {
    this.#waiting.push({ heldBefore, task });
  }

  /**
   * Integrates the held events from number `from` on, and runs the tasks that waited, in the order in which
   * both came. `integrate` returns how many events it has processed; if it stops, everything stops. Returns
   * the events that are left. The other tasks keep waiting for those.
   */
  run(
    held: readonly BufferChange[],
    from: number,
    integrate: (changes: readonly BufferChange[]) => number,
  ): readonly BufferChange[] {
    let next = from;
    for (;;) {
      const [first] = this.#waiting;
      const until = first ? Math.min(held.length, Math.max(next, first.heldBefore)) : held.length;
      next += integrate(held.slice(next, until));
      if (next < until) {
        const passed = next;
        this.#waiting = this.#waiting.map(({ heldBefore, task }) => ({
          heldBefore: heldBefore - passed,
          task,
        }));
        return held.slice(passed);
      }
      if (first === undefined) return [];
      this.#waiting.shift();
      first.task();
    }
  }
}
