import { isLoopback } from '../names/hostName.ts';

/**
 * How many WebSockets each address may have open, so that one computer cannot have all of them. Connections from this
 * computer are not counted: they are the operator's own, or everybody's behind a proxy that the relay was not told of.
 */
export class SocketShares {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  /** 0 for no limit. */
  constructor(most: number) {
    this.#most = most;
  }

  isUsedUp(address: string): boolean {
    return this.#isCounted(address) && (this.#open.get(address) ?? 0) >= this.#most;
  }

  /** One more is open; the result is to be called once when it is closed. */
  open(address: string): () => void {
    if (!this.#isCounted(address)) return () => undefined;
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
    return () => {
      const left = (this.#open.get(address) ?? 1) - 1;
      if (left === 0) this.#open.delete(address);
      else this.#open.set(address, left);
    };
  }

  #isCounted(address: string): boolean {
    return this.#most > 0 && !isLoopback(address);
  }
}
