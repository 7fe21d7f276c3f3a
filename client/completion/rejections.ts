import type { Clock } from '../ports.ts';
import { type CursorPlace, ownReading } from './cursorPlace.ts';
import type { Offer } from './offer.ts';

/** So long a text that was turned down is not offered again at its place. */
const DISMISSED_MS = 60_000;
/** So many of them are remembered. */
const MAX_DISMISSED = 200;
/** So many wrong texts on a line, and the next must be twice as good. */
const DOUBTED_AFTER = 2;

/** What the person did not want, so that it does not come back at once. */
export class Rejections {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #dismissed = new Map<string, number>();
  #line = '';
  #contradicted = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** The person turned the text down that was offered at `place`. */
  dismiss(place: CursorPlace, text: string): void {
    const key = keyOf(place, text);
    this.#dismissed.delete(key);
    this.#dismissed.set(key, this.#clock.now() + DISMISSED_MS);
    const [oldest] = this.#dismissed.keys();
    if (this.#dismissed.size > MAX_DISMISSED && oldest !== undefined) this.#dismissed.delete(oldest);
  }

  /** The person typed something else than what was shown at `place`. */
  contradict(place: CursorPlace, text: string): void {
    this.dismiss(place, text);
    const line = ownReading(place).surroundings;
    this.#contradicted = line === this.#line ? this.#contradicted + 1 : 1;
    this.#line = line;
  }

  isDismissed(place: CursorPlace, { text }: Offer): boolean {
    return (this.#dismissed.get(keyOf(place, text)) ?? 0) > this.#clock.now();
  }

  /** How often as much a wrong text counts here. */
  costFactor(place: CursorPlace): number {
    const isHere = this.#line === ownReading(place).surroundings;
    return isHere && this.#contradicted >= DOUBTED_AFTER ? 2 : 1;
  }
}

/** The same text is the same one also when a part of it has been typed. */
function keyOf(place: CursorPlace, text: string): string {
  const { surroundings, typed } = ownReading(place);
  return `${surroundings}\n${typed}${text}`;
}
