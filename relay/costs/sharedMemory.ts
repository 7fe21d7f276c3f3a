import type { Holder } from './ledger.ts';

/** Memory of which each holder may have a quarter. */
export class SharedMemory {
  readonly #most: number;
  #taken = 0;
  readonly #takenBy = new Map<Holder, number>();

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** False when there is too little of it; then none is taken. */
  take(holder: Holder, bytes: number): boolean {
    const own = (this.#takenBy.get(holder) ?? 0) + bytes;
    if (own > this.#most / 4 || !this.hasRoomFor(bytes)) return false;
    this.#keep(own, holder, bytes);
    return true;
  }

  /** False when there is too little of it for anybody. */
  hasRoomFor(bytes: number): boolean {
    return this.#taken + bytes <= this.#most;
  }

  /** Gives back what was taken. */
  give(holder: Holder, bytes: number): void {
    this.#keep((this.#takenBy.get(holder) ?? 0) - bytes, holder, -bytes);
  }

  #keep(own: number, holder: Holder, change: number): void {
    this.#taken += change;
    if (own === 0) this.#takenBy.delete(holder);
    else this.#takenBy.set(holder, own);
  }
}
