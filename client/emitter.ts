/** Stops what it belongs to. A second call does nothing. Fits `vscode.Disposable`. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener. Fits `vscode.Event`, so that the edge can hand it on. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** One event with its listeners, called in the order in which they came. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    // A wrapper of its own, so that one function may listen twice.
    const entry = (value: T): void => listener(value);
    this.#listeners.add(entry);
    return { dispose: () => this.#listeners.delete(entry) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
