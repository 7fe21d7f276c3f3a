import type * as Y from 'yjs';
import type { BufferChange, EditorBuffer } from '../ports.ts';
import {
  apply,
  compose,
  type Delta,
  IDENTITY,
  invert,
  isIdentity,
  transform,
} from '../../shared/text/delta.ts';
import { EDITOR_BOUNDS } from './differenceBounds.ts';
import { type Flight, prepareFlight } from './flight.ts';
import { difference, refine } from '../../shared/text/difference.ts';
import { fromReplaces, fromSequence, toReplaces, trim } from '../../shared/text/replaces.ts';
import { sliceBefore, type TextReader, withDeletedText } from '../../shared/text/textReader.ts';
import { readText, takeOutReturns, writeDelta } from './sharedText.ts';
import { sliceText } from './textPositions.ts';
import { makeWellFormed } from '../../shared/text/wellFormed.ts';

/**
 * The delta from the document to the shared text: remote changes that the document does not show yet. Each
 * method keeps that true through one kind of event (docs/binding.md, transitions). The binding decides which
 * event it is.
 */
export class PendingChanges {
  readonly #text: Y.Text;
  readonly #origin: object;
  readonly #refineFromUnits: number;
  /** Marks deletions of carriage returns; unlike own edits they come back through the observer. */
  readonly #cleaning = {};
  #delta: Delta = IDENTITY;
  /** The shared text as it was before our undo runs, to know what that deletes. */
  #beforeTakingBack: TextReader | undefined;

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

  /**
   * False if we know more about the pending change than somebody else's change would tell: the deleted text.
   */
  get isToldByOthers(): boolean {
    return this.#delta.every((op) => op.kind !== 'delete' || op.text === undefined);
  }

  /** True for what `take` itself deletes from the shared text. */
  isCleaning(origin: unknown): boolean {
    return origin === this.#cleaning;
  }

  /** True when the document reads what the shared text reads. */
  isTextEqualTo(buffer: EditorBuffer): boolean {
    return buffer.slice(0, buffer.length) === readText(this.#text);
  }

  /** The document reads `documentText`, whatever we knew before. */
  startFrom(documentText: string): void {
    this.#delta = forgetDeletedText(
      fromReplaces(difference(documentText, readText(this.#text), EDITOR_BOUNDS)),
    );
  }

  /** Somebody else has changed the shared text. */
  remoteChange(change: Delta): void {
    const before = this.#beforeTakingBack;
    this.#delta = compose(this.#delta, before === undefined ? change : withDeletedText(change, before));
  }

  /**
   * This person has changed the document: writes the change to the shared text. Returns what really changed.
   */
  localChange(typed: Delta): Delta {
    const { delta: clean, repair } = makeWellFormed(typed);
    const replacesText = toReplaces(clean).some(({ length, text }) => length > 0 && text !== '');
    const delta = replacesText
      ? refine(clean, this.#readBefore(this.#delta), this.#refineFromUnits, EDITOR_BOUNDS)
      : clean;
    // At ties the local text goes first, because that is where the person sees it.
    const shared = transform(delta, this.#delta, 'before');
    this.#delta = compose(repair, transform(this.#delta, delta, 'after'));
    writeDelta(this.#text, shared, this.#origin);
    return delta;
  }

  /**
   * `run` is our undo or redo and changes the shared text. If the editor's own undo changed the document,
   * `unwanted` is that change, and `run` replaces it. Text that the document already shows does not become
   * pending: if somebody deletes it right after, they mean it.
   */
  takeBack(run: () => void, unwanted: Delta): void {
    const before = readerOf(readText(this.#text));
    const document = readerOf(apply(unwanted, sliceBefore(this.#delta, before, 0, Infinity)));
    const back = invert(withDeletedText(transform(unwanted, this.#delta, 'before'), before));
    this.#delta = compose(transform(this.#delta, unwanted, 'after'), back);
    this.#beforeTakingBack = before;
    try {
      run();
    } finally {
      this.#beforeTakingBack = undefined;
    }
    this.#delta = refine(this.#delta, document, 1, EDITOR_BOUNDS);
  }

  /**
   * The document has changed in a way that must not stand. The shared text stays, and the document goes back
   * to it.
   */
  unwantedChange(made: Delta): void {
    // Makes the change as small as possible, so that text typed into it next keeps its place between the
    // characters that stay.
    const delta = refine(made, this.#readBefore(this.#delta), this.#refineFromUnits, EDITOR_BOUNDS);
    const back = invert(withDeletedText(transform(delta, this.#delta, 'before'), this.#readShared));
    this.#delta = compose(transform(this.#delta, delta, 'after'), back);
  }

  /**
   * Packs pending changes into an edit. What does not fit stays pending. Undefined when there is nothing to
   * do.
   */
  take(buffer: EditorBuffer, maxReplaces: number): Flight | undefined {
    takeOutReturns(this.#text, this.#delta, this.#cleaning);
    const next = prepareFlight(this.#delta, buffer, maxReplaces);
    this.#delta = next?.rest ?? IDENTITY;
    return next?.flight;
  }

  /** The delta from the document to the shared text while this edit is on its way. */
  withFlight(flight: Flight): Delta {
    return compose(flight.pure, this.#delta);
  }

  /** The editor did not make the edit. */
  flightRefused(flight: Flight): void {
    // Not `sent`: if somebody has since deleted a neighbor that `sent` rewrites, that deletion would be lost.
    this.#delta = compose(flight.pure, this.#delta);
  }

  /** The editor made the edit; `event` describes it. */
  flightLanded(flight: Flight, event: BufferChange): void {
    // The editor may have done more than requested: it also trims white space that it had indented by itself.
    const extra = trim(compose(invert(flight.sent), fromSequence(event.changes)));
    if (!isIdentity(extra)) this.localChange(extra);
  }

  /**
   * The editor changed the edit into something else. Its effect is unknown, so the document goes to the
   * shared text.
   */
  flightAltered(flight: Flight, event: BufferChange): void {
    const total = this.withFlight(flight);
    const made = withDeletedText(fromSequence(event.changes), this.#readBefore(total));
    this.#delta = trim(compose(invert(made), total));
  }

  readonly #readShared: TextReader = (offset, length) => sliceText(this.#text, offset, length);

  /** Reads the document that `delta` leads from. */
  #readBefore(delta: Delta): TextReader {
    return (offset, length) => sliceBefore(delta, this.#readShared, offset, length);
  }
}

/** The change as somebody else's change would describe it. */
function forgetDeletedText(delta: Delta): Delta {
  return delta.map((op) => (op.kind === 'delete' ? { kind: 'delete', length: op.length } : op));
}

function readerOf(text: string): TextReader {
  return (offset, length) => text.slice(offset, offset + length);
}
