/** Work that runs once at a time for each key. Anyone who wants it during that time gets the same result. */
export class UnderWay<Key, Result> {
  readonly #tasks = new Map<Key, Promise<Result>>();

  /** Resolves when nothing is running for the key, however that ended. */
  async whenDone(key: Key): Promise<void> {
    await this.#tasks.get(key)?.then(
      () => undefined,
      () => undefined,
    );
  }

  /** Does the task, unless one with this key is running. */
  run(key: Key, task: () => Promise<Result>): Promise<Result> {
    const underWay = this.#tasks.get(key);
    if (underWay !== undefined) return underWay;
    const result = task().finally(() => this.#tasks.delete(key));
    this.#tasks.set(key, result);
    return result;
  }
}
