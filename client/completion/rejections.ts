import type { Clock } from '../ports.ts';
import { type CursorPlace, ownReading } from './cursorPlace.ts';
import type { Offer } from './offer.ts';

/** How long a rejected text is not offered again at its place. */
const DISMISSED_MS = 60_000;
/** How many of them are remembered. */
const MAX_DISMISSED = 200;
/** After this many wrong texts on a line, the next must be twice as good. */
const DOUBTED_AFTER = 2;

/** Remembers what the person did not want, so that it does not come back at once. */
export class Rejections {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #dismissed = new Map<string, number>();
  #line = '';
  #contradicted = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** The person rejected the text offered at `place`. */
  dismiss(place: CursorPlace, text: string): void {
    const key = keyOf(place, text);
    this.#dismissed.delete(key);
    this.#dismissed.set(key, this.#clock.now() + DISMISSED_MS);
    const [oldest] = this.#dismissed.keys();
    if (this.#dismissed.size > MAX_DISMISSED && oldest !== undefined) this.#dismissed.delete(oldest);
  }

  /** The person typed something other than the text shown at `place`. */
  contradict(place: CursorPlace, text: string): void {
    this.dismiss(place, text);
    const line = ownReading(place).surroundings;
    this.#contradicted = line === this.#line ? this.#contradicted + 1 : 1;
    this.#line = line;
  }

  isDismissed(place: CursorPlace, { text }: Offer): boolean {
    return (this.#dismissed.get(keyOf(place, text)) ?? 0) > this.#clock.now();
  }

  /** By which factor a wrong text costs more here. */
  costFactor(place: CursorPlace): number {
    const isHere = this.#line === ownReading(place).surroundings;
    return isHere && this.#contradicted >= DOUBTED_AFTER ? 2 : 1;
  }
}

/** A text stays the same one even after part of it has been typed. */
function keyOf(place: CursorPlace, text: string): string {
  const { surroundings, typed } = ownReading(place);
  return `${surroundings}\n${typed}${text}`;
}
