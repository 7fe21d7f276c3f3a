import { type AwarenessEntry, encodeAwareness } from '../../shared/guard/awarenessGuard.ts';
import { PRESENCE_LEAF } from '../limits.ts';

/**
 * An awareness update that many are sent, and of which nobody gets their own entry: y-protocols would put it in the place
 * of what its client shows by now, since the relay's clocks are the higher ones. Who has an entry in it gets the halves
 * that are without it, which are shared, too, and an update of its own only of the few that are left. So n people who
 * move cost about n encodings of seven entries and not of all.
 */
export class SharedUpdate {
  readonly #entries: readonly AwarenessEntry[];
  #whole: Uint8Array | undefined;
  #halves: readonly SharedUpdate[] | undefined;

  constructor(entries: readonly AwarenessEntry[]) {
    this.#entries = entries;
  }

  /** Empty when there is no other entry. Everyone without an entry of their own gets the same bytes. */
  without(id: number | undefined): Uint8Array[] {
    if (id === undefined || !this.#entries.some(({ clientId }) => clientId === id))
      return [(this.#whole ??= encodeAwareness(this.#entries))];
    if (this.#entries.length <= PRESENCE_LEAF) {
      const others = this.#entries.filter(({ clientId }) => clientId !== id);
      return others.length === 0 ? [] : [encodeAwareness(others)];
    }
    const middle = this.#entries.length >> 1;
    this.#halves ??= [this.#entries.slice(0, middle), this.#entries.slice(middle)].map(
      (entries) => new SharedUpdate(entries),
    );
    return this.#halves.flatMap((half) => half.without(id));
  }
}
