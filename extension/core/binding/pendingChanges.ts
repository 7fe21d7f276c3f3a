import type * as Y from 'yjs';
import type { BufferChange, EditorBuffer } from '../ports.ts';
import { compose, type Delta, IDENTITY, invert, isIdentity, transform } from './delta.ts';
import { type Flight, prepareFlight } from './flight.ts';
import { difference, refine } from './refine.ts';
import { fromSequence, toReplaces, trim } from './replaces.ts';
import {
  fromYjsDelta,
  readText,
  takeOutReturns,
  textBefore,
  withDeletedText,
  writeDelta,
} from './sharedText.ts';
import { makeWellFormed } from './wellFormed.ts';

/**
 * What leads from the document to the shared text: remote changes that the document does not show yet. Each method
 * keeps that true through one kind of event (docs/binding.md, transitions); which event it is, the binding decides.
 */
export class PendingChanges {
  readonly #text: Y.Text;
  readonly #origin: object;
  readonly #refineFromUnits: number;
  /** Marks deletions of carriage returns; unlike own edits they come back through the observer. */
  readonly #cleaning = {};
  #delta: Delta = IDENTITY;

  constructor(text: Y.Text, origin: object, refineFromUnits: number) {
    this.#text = text;
    this.#origin = origin;
    this.#refineFromUnits = refineFromUnits;
  }

  get delta(): Delta {
    return this.#delta;
  }

  get isEmpty(): boolean {
    return isIdentity(this.#delta);
  }

  /** True when the document reads what the shared text reads. */
  isTextEqualTo(buffer: EditorBuffer): boolean {
    return buffer.slice(0, buffer.length) === readText(this.#text);
  }

  /** The document reads `documentText`, whatever was known of it. */
  startFrom(documentText: string): void {
    this.#delta = difference(documentText, readText(this.#text));
  }

  /** The shared text has changed by somebody else's doing. */
  remoteChange(ops: Y.YTextEvent['delta']): void {
    this.#delta = compose(this.#delta, fromYjsDelta(ops));
  }

  /** The document has changed by this person's doing: writes that to the shared text. */
  localChange(typed: Delta): void {
    const { delta: clean, repair } = makeWellFormed(typed);
    const replacesText = toReplaces(clean).some(({ length, text }) => length > 0 && text !== '');
    const delta = replacesText
      ? refine(clean, textBefore(this.#delta, readText(this.#text)), this.#refineFromUnits)
      : clean;
    // At ties the local text goes first: that is where the person sees it.
    const shared = transform(delta, this.#delta, 'before');
    this.#delta = compose(repair, transform(this.#delta, delta, 'after'));
    writeDelta(this.#text, shared, this.#origin);
  }

  /** The document has changed in a way that must not stand: the shared text stays, the document is led back. */
  unwantedChange(delta: Delta): void {
    const shared = transform(delta, this.#delta, 'before');
    const back = invert(withDeletedText(shared, readText(this.#text)));
    this.#delta = compose(transform(this.#delta, delta, 'after'), back);
  }

  /** Packs what is pending into an edit; what does not fit stays. Undefined when there is nothing to do. */
  take(buffer: EditorBuffer, maxReplaces: number): Flight | undefined {
    takeOutReturns(this.#text, this.#delta, this.#cleaning);
    const next = prepareFlight(this.#delta, buffer, maxReplaces);
    this.#delta = next?.rest ?? IDENTITY;
    return next?.flight;
  }

  /** What leads from the document to the shared text while this edit is under way. */
  withFlight(flight: Flight): Delta {
    return compose(flight.pure, this.#delta);
  }

  /** The edit was not made. */
  flightRefused(flight: Flight): void {
    // Not `sent`: a rewritten neighbour that somebody deletes meanwhile would be lost with it.
    this.#delta = compose(flight.pure, this.#delta);
  }

  /** The edit was made; `event` tells about it. */
  flightLanded(flight: Flight, event: BufferChange): void {
    // The editor may have done more than asked: trimming white space that it had indented by itself rides along.
    const extra = trim(compose(invert(flight.sent), fromSequence(event.changes)));
    if (!isIdentity(extra)) this.localChange(extra);
  }

  /** The editor made something else of the edit. Its effect is not known, so the document is led to the shared text. */
  flightAltered(flight: Flight, event: BufferChange): void {
    const total = this.withFlight(flight);
    const before = textBefore(total, readText(this.#text));
    const made = withDeletedText(fromSequence(event.changes), before);
    this.#delta = trim(compose(invert(made), total));
  }
}
