import type { AutocompleteEvent } from '../../shared/api/autocomplete.ts';
import type { Clock } from '../ports.ts';
import { type CursorPlace, typedBetween } from './cursorPlace.ts';
import type { Offer } from './offer.ts';
import type { Rejections } from './rejections.ts';

/** Nobody has read a text that was on the screen for less than this. */
const SHOWN_AFTER_MS = 750;

interface Shown {
  readonly place: CursorPlace;
  readonly offer: Offer;
  readonly atMs: number;
  /** How much of it the person has typed or accepted. */
  typed: number;
  isCounted: boolean;
  readonly cancel: () => void;
}

/**
 * Finds out what becomes of the offer on the screen. VS Code reports only when a person accepts a whole one.
 * The person's next actions show whether they looked at it, accepted part of it or dismissed it.
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

  /** What is shown at the cursor now, as far as we know. */
  get shown(): Offer | undefined {
    const shown = this.#shown;
    const text = shown?.offer.text.slice(shown.typed) ?? '';
    return shown && text !== '' ? { ...shown.offer, text } : undefined;
  }

  /** `offer` replaces what was on the screen. */
  offered(place: CursorPlace, offer: Offer): void {
    this.movedTo(place);
    const now = this.shown;
    // The same text again, while the person types through it or after somebody else's edit.
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
      // If the person accepts all of it in one step, `accepted` reports that.
      if (units > 1 && !isWhole) this.#tell(shown, 'partial', units);
      if (isWhole && units === 1) this.#end();
    }
  }

  /** The person accepted the rest of it. */
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

  /** It leaves the screen, but not because of the person. */
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
