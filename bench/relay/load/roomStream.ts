import type { ClockRange } from '../../../shared/guard/updateGuard.ts';
import type { Heard } from './dialect.ts';

interface Noted {
  readonly bytes: Buffer;
  readonly heard: Heard;
  readonly ranges: readonly ClockRange[];
}

/**
 * The updates that receivers of one room get, in the order of the first of them. Who gets the same at the same place need
 * not read it again: comparing bytes is cheaper, and keeps the clients from being what is measured.
 */
export class RoomStream {
  readonly #noted = new Map<number, Noted>();

  at(position: number, bytes: Buffer): Noted | undefined {
    const known = this.#noted.get(position);
    return known?.bytes.equals(bytes) === true ? known : undefined;
  }

  note(position: number, noted: Noted): void {
    this.#noted.set(position, noted);
    this.#noted.delete(position - KEPT);
  }
}

const KEPT = 20_000;
