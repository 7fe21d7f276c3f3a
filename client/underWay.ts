/** Work of which one at a time is under way for a key: whoever wants it meanwhile gets the same. */
export class UnderWay<Key, Result> {
  readonly #tasks = new Map<Key, Promise<Result>>();

  /** Resolves when nothing is under way for the key, however that ended. */
  async whenDone(key: Key): Promise<void> {
    await this.#tasks.get(key)?.then(
      () => undefined,
      () => undefined,
    );
  }

  /** Does the task, unless one with this key is under way. */
  run(key: Key, task: () => Promise<Result>): Promise<Result> {
    const underWay = this.#tasks.get(key);
    if (underWay !== undefined) return underWay;
    const result = task().finally(() => this.#tasks.delete(key));
    this.#tasks.set(key, result);
    return result;
  }
}
