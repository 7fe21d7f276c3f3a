import type { Clock } from '../../../client/ports.ts';

interface Task {
  readonly dueMs: number;
  /** Of two that are due at once, the one that was asked for first runs first. */
  readonly order: number;
  readonly run: () => void;
  isCancelled: boolean;
}

/**
 * The time of everything that is simulated. It moves only while a test lets it, from one task to the next; whatever a
 * task's promises lead to has happened before the next one runs.
 */
export class Timeline implements Clock {
  #nowMs = Date.UTC(2026, 10, 29, 12);
  #order = 0;
  /** A heap: the task that runs next is the first. */
  readonly #tasks: Task[] = [];

  now(): number {
    return this.#nowMs;
  }

  /** For the relay: milliseconds that only grow. */
  steady(): number {
    return this.#nowMs;
  }

  soon(task: () => void): void {
    this.after(0, task);
  }

  after(ms: number, run: () => void): () => void {
    const task = { dueMs: this.#nowMs + Math.max(0, ms), order: this.#order++, run, isCancelled: false };
    this.#push(task);
    return () => (task.isCancelled = true);
  }

  /** Lets `ms` pass. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await turn();
    while (await this.#runNext(untilMs));
    this.#nowMs = untilMs;
  }

  /** Lets time pass until the condition holds; throws when that takes longer than `limitMs`. */
  async until(what: string, isSo: () => boolean, limitMs = 60_000): Promise<void> {
    const untilMs = this.#nowMs + limitMs;
    await turn();
    while (!isSo()) {
      if (!(await this.#runNext(untilMs))) throw new Error(`Waited ${limitMs} ms for ${what}.`);
    }
  }

  /** The result of a promise, letting time pass until it is there. */
  async settle<T>(what: string, promise: PromiseLike<T>, limitMs?: number): Promise<T> {
    let isSettled = false;
    const done = (): void => void (isSettled = true);
    promise.then(done, done);
    await this.until(what, () => isSettled, limitMs);
    return promise;
  }

  async #runNext(untilMs: number): Promise<boolean> {
    let task = this.#tasks[0];
    while (task?.isCancelled === true) {
      this.#pop();
      task = this.#tasks[0];
    }
    if (task === undefined || task.dueMs > untilMs) return false;
    this.#pop();
    this.#nowMs = Math.max(this.#nowMs, task.dueMs);
    task.run();
    await turn();
    return true;
  }

  #push(task: Task): void {
    const tasks = this.#tasks;
    let at = tasks.push(task) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = tasks[above];
      if (parent === undefined || !isBefore(task, parent)) break;
      tasks[at] = parent;
      at = above;
    }
    tasks[at] = task;
  }

  #pop(): void {
    const tasks = this.#tasks;
    const last = tasks.pop();
    if (last === undefined || tasks.length === 0) return;
    let at = 0;
    for (;;) {
      const left = tasks[2 * at + 1];
      const right = tasks[2 * at + 2];
      const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, last)) break;
      tasks[at] = child;
      at = child === left ? 2 * at + 1 : 2 * at + 2;
    }
    tasks[at] = last;
  }
}

function isBefore(one: Task, other: Task): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order);
}

/** Ends when no promise has anything left to do. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
