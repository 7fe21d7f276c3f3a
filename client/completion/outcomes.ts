import type { AutocompleteEvent } from '../../shared/api/autocomplete.ts';
import type { Clock } from '../ports.ts';
import { type CursorPlace, typedBetween } from './cursorPlace.ts';
import type { Offer } from './offer.ts';
import type { Rejections } from './rejections.ts';

/** A text that was on the screen for less was not read. */
const SHOWN_AFTER_MS = 750;

interface Shown {
  readonly place: CursorPlace;
  readonly offer: Offer;
  readonly atMs: number;
  /** How much of it has been typed or taken. */
  typed: number;
  isCounted: boolean;
  readonly cancel: () => void;
}

/**
 * What becomes of the offer on the screen. VS Code says only when a whole one is taken; that one is looked at, taken in
 * part or turned down follows from what the person does next.
 */
export class Outcomes {
  readonly #clock: Clock;
  readonly #rejections: Rejections;
  readonly #report: (event: AutocompleteEvent) => void;
  #shown: Shown | undefined;

  constructor(options: { clock: Clock; rejections: Rejections; report: (event: AutocompleteEvent) => void }) {
    this.#clock = options.clock;
    this.#rejections = options.rejections;
    this.#report = options.report;
  }

  /** What is shown where the cursor is now, as far as is known. */
  get shown(): Offer | undefined {
    const shown = this.#shown;
    const text = shown?.offer.text.slice(shown.typed) ?? '';
    return shown && text !== '' ? { ...shown.offer, text } : undefined;
  }

  /** `offer` goes onto the screen, in place of what was there. */
  offered(place: CursorPlace, offer: Offer): void {
    this.movedTo(place);
    const now = this.shown;
    // Answered again while it is typed through, or after somebody else's edit: the same text.
    if (now !== undefined && now.text === offer.text && now.id === offer.id) return;
    this.#end();
    const shown: Shown = {
      ...{ place, offer, atMs: this.#clock.now(), typed: 0, isCounted: false },
      cancel: this.#clock.after(SHOWN_AFTER_MS, () => {
        shown.isCounted = true;
        this.#tell(shown, 'shown', offer.text.length);
      }),
    };
    this.#shown = shown;
  }

  /** The text or the cursor has changed. */
  movedTo(place: CursorPlace | undefined): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const typed = place && typedBetween(shown.place, place);
    if (typed === undefined) {
      this.#turnedDown(shown);
    } else if (!shown.offer.text.startsWith(typed)) {
      this.#rejections.contradict(shown.place, shown.offer.text);
      this.#turnedDown(shown);
    } else {
      const units = typed.length - shown.typed;
      shown.typed = typed.length;
      const isWhole = typed.length === shown.offer.text.length;
      // The whole of it in one step is told by `accepted`.
      if (units > 1 && !isWhole) this.#tell(shown, 'partial', units);
      if (isWhole && units === 1) this.#end();
    }
  }

  /** The person took what was left of it. */
  accepted(offer: Offer): void {
    const shown = this.#shown;
    if (shown !== undefined && shown.offer.id === offer.id) this.#tell(shown, 'accepted', offer.text.length);
    this.#end();
  }

  /** The person does not want it. */
  dismissed(): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    this.#rejections.dismiss(shown.place, shown.offer.text);
    this.#tell(shown, 'dismissed', shown.offer.text.length - shown.typed);
    this.#end();
  }

  /** It is taken off the screen, for a reason that is not the person's. */
  withdraw(): void {
    this.#end();
  }

  #turnedDown(shown: Shown): void {
    if (shown.isCounted) this.#tell(shown, 'dismissed', shown.offer.text.length - shown.typed);
    this.#end();
  }

  #tell({ offer: { id }, atMs }: Shown, event: AutocompleteEvent['event'], chars: number): void {
    if (id !== undefined) this.#report({ id, event, chars, ms: Math.min(this.#clock.now() - atMs, DAY_MS) });
  }

  #end(): void {
    this.#shown?.cancel();
    this.#shown = undefined;
  }
}

const DAY_MS = 86_400_000;
