import { encodeStateVector, type StateVector } from '../../shared/guard/stateVector.ts';
import { advance, type ClockRange } from '../../shared/guard/updateGuard.ts';
import type { Clock } from '../clock.ts';
import type { Account } from '../costs/ledger.ts';
import { DOCUMENT_IDLE_MS, LARGE_DOCUMENT_BYTES, LARGE_DOCUMENT_CLIENTS } from '../limits.ts';
import type { StoredRoom } from '../store/roomStore.ts';
import type { DocumentBuilder, DocumentContents } from './documents/documentBuilder.ts';
import type { DocumentAnswers, DocumentQuestion } from './documents/documentJob.ts';
import { liveUnits } from './documents/liveUnits.ts';
import { type Measure, measureUpdates } from './documents/measureUpdates.ts';
import { CorruptDocumentError } from './documents/unreadable.ts';
import { WholeDocument } from './documents/wholeDocument.ts';

/** Now for a small document; later, and perhaps with UnreadableDocumentError or RefusedError, for a large one. */
export type Soon<T> = T | Promise<T>;

/** A document's state as one update, its text, and how many structs it has. */
export type WholeState = DocumentAnswers['state'];

export interface RoomDocumentParts {
  readonly clock: Clock;
  /** Where large documents are built; without it everything is built here. */
  readonly builder?: DocumentBuilder | undefined;
}

/**
 * A room's text as it is on disk: a state, and the updates after it. The Y.Doc which makes text of them is built when
 * somebody asks, brought up to date in one go, and let go of when nobody has asked for a while: edits that only pass
 * through cost none. That of a large document is built in another thread, and never here.
 */
export class RoomDocument {
  readonly #name: string;
  readonly #parts: RoomDocumentParts;
  #base: Uint8Array | undefined;
  /** The last row of the log that is in `base`. */
  #baseSequence: number;
  /** Updates after `base`. */
  #tail: Uint8Array[] = [];
  /** Of `base`, and of each update of `tail` as it came. */
  #baseStructs = 0;
  #tailStructs: number[] = [];
  #addedStructs = 0;
  #bytes = 0;
  #vector: StateVector = new Map();
  /** The document where it is small; it has the log up to row `sequence`. */
  #here: { readonly document: WholeDocument; sequence: number | undefined } | undefined;
  #cachedText: string | undefined;
  #cachedState: Uint8Array | undefined;
  #encoding: { readonly sequence: number; readonly state: Promise<WholeState> } | undefined;
  /** The differences in progress, by row of the log and state vector. */
  readonly #differences = new Map<string, Promise<Uint8Array>>();
  #cancelRelease: () => void = () => undefined;
  #isDisposed = false;
  readonly #snapshotUnits: number;

  /** Throws when rows of the log are missing. */
  constructor({ record, snapshot, updates }: StoredRoom, parts: RoomDocumentParts) {
    this.#name = record.id;
    this.#parts = parts;
    this.#base = snapshot?.state;
    this.#baseSequence = snapshot?.sequence ?? 0;
    this.#bytes = this.#base?.length ?? 0;
    this.#snapshotUnits = snapshot?.text.length ?? 0;
    let next = (snapshot?.sequence ?? 0) + 1;
    for (const { sequence, update } of updates) {
      if (sequence !== next) throw new CorruptDocumentError(`Update ${next} of this room is missing.`);
      next++;
      this.append(update);
    }
    if (snapshot !== undefined && updates.length === 0) {
      this.#cachedText = snapshot.text;
      this.#releaseLater();
    }
  }

  /** What a room that was just loaded holds. To be asked first. Throws, or rejects, when it is no document. */
  measure(): Soon<Measure> {
    const bytes = { base: this.#base, baseUnits: this.#snapshotUnits, tail: this.#tail };
    const builder = this.#builder();
    if (builder !== undefined)
      return builder.measure(this.#name, bytes).then((measure) => this.#begin(measure));
    return this.#begin(measureUpdates(bytes) ?? this.#open().measure());
  }

  /** At least the bytes of the state; exact when `isCompact`. */
  get size(): number {
    return this.#bytes;
  }

  get isCompact(): boolean {
    return this.#tail.length === 0;
  }

  /** About the structs of the state; exact when `isCompact`. Counted by `measure` and with what is appended since. */
  get structs(): number {
    return this.#baseStructs + this.#addedStructs;
  }

  /** What makes the document, oldest first. */
  get updates(): readonly Uint8Array[] {
    return this.#base === undefined ? this.#tail : [this.#base, ...this.#tail];
  }

  /** `ranges` as the guard found them, and about how many structs the update adds to the state. */
  append(update: Uint8Array, ranges: readonly ClockRange[] = [], structs = 0): void {
    this.#tail.push(update);
    this.#tailStructs.push(structs);
    this.#addedStructs += structs;
    this.#bytes += update.length;
    advance(this.#vector, ranges);
    this.#cachedText = undefined;
    this.#cachedState = undefined;
  }

  text(): Soon<string> {
    if (this.#cachedText !== undefined) return this.#cachedText;
    if (this.#builder() === undefined) return (this.#cachedText = this.#open().text());
    const sequence = this.#sequence;
    return this.#ask({ kind: 'text' }).then((text) => this.#keepText(text, sequence));
  }

  /** How long the text would be with `update` after all the others; undefined for what is no plain text. */
  textUnitsWith(update: Uint8Array): number | undefined {
    return liveUnits([...this.updates, update]);
  }

  /** Everything as one update, with its text, charged as `difference` is. The same bytes are handed out until the next change. */
  whole(account?: Account): Soon<WholeState> {
    if (this.#builder() === undefined)
      return { state: this.#state(), text: this.text() as string, structs: this.#baseStructs };
    const sequence = this.#sequence;
    if (this.#encoding?.sequence === sequence) return this.#encoding.state;
    const state = this.#ask({ kind: 'state' }, account)
      .then((whole) => this.#compact(whole, sequence))
      .finally(() => {
        if (this.#encoding?.state === state) this.#encoding = undefined;
      });
    this.#encoding = { sequence, state };
    return state;
  }

  /** What somebody who has `known` lacks, as one update. `account` is charged for the time in the other thread. */
  difference(known: StateVector, account?: Account): Soon<Uint8Array> {
    if (known.size === 0 && this.isCompact && this.#base !== undefined) return this.#base;
    if (this.#builder() === undefined)
      return known.size === 0 ? this.#state() : this.#open().difference(encodeStateVector(known));
    if (known.size > 0) return this.#differenceTo(encodeStateVector(known), account);
    return Promise.resolve(this.whole(account)).then(({ state }) => state);
  }

  /** Many clients of a class lack the same, so each difference is made once. */
  #differenceTo(known: Uint8Array, account: Account | undefined): Promise<Uint8Array> {
    const question = `${this.#sequence} ${Buffer.from(known).toString('latin1')}`;
    const asked = this.#differences.get(question);
    if (asked !== undefined) return asked;
    const answer = this.#ask({ kind: 'difference', known }, account).finally(() =>
      this.#differences.delete(question),
    );
    this.#differences.set(question, answer);
    return answer;
  }

  stateVector(): StateVector {
    return new Map(this.#vector);
  }

  clockOf(client: number): number {
    return this.#vector.get(client) ?? 0;
  }

  /** The update by which the Yjs client `author` makes the text `after`; undefined when it is that already. */
  change(after: string, author: number): Soon<Uint8Array | undefined> {
    if (this.#builder() !== undefined) return this.#ask({ kind: 'change', text: after, author });
    const update = this.#open().change(after, author);
    // It must not hold what is not on disk.
    if (update !== undefined) this.#close();
    return update;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#cancelRelease();
    this.#close();
  }

  get #sequence(): number {
    return this.#baseSequence + this.#tail.length;
  }

  /** True when it is too large to be built here. */
  get isLarge(): boolean {
    return this.#bytes > LARGE_DOCUMENT_BYTES || this.#vector.size > LARGE_DOCUMENT_CLIENTS;
  }

  /** Who builds the document when it is too large to be built here. */
  #builder(): DocumentBuilder | undefined {
    return this.isLarge ? this.#parts.builder : undefined;
  }

  #begin(measure: Measure): Measure {
    this.#vector = new Map(measure.known);
    this.#baseStructs = measure.baseStructs;
    this.#countTail([...measure.tailStructs]);
    return measure;
  }

  #ask<Kind extends DocumentQuestion['kind']>(
    question: Extract<DocumentQuestion, { kind: Kind }>,
    account?: Account,
  ): Promise<DocumentAnswers[Kind]> {
    const builder = this.#builder();
    if (builder === undefined) throw new Error('This document is small enough to be built here.');
    this.#close();
    return builder.ask(this.#contents(), question, account);
  }

  #contents(): DocumentContents {
    const [room, base, sequence] = [this.#name, this.#base, this.#baseSequence];
    return { room, base, sequence, tail: [...this.#tail] };
  }

  #keepText(text: string, sequence: number): string {
    if (sequence !== this.#sequence || this.#isDisposed) return text;
    this.#cachedText = text;
    this.#releaseLater();
    return text;
  }

  /** The state after row `sequence` has come. */
  #compact(whole: WholeState, sequence: number): WholeState {
    if (sequence < this.#baseSequence) return whole;
    this.#tail = this.#tail.slice(sequence - this.#baseSequence);
    this.#countTail(this.#tailStructs.slice(sequence - this.#baseSequence));
    this.#baseSequence = sequence;
    this.#base = whole.state;
    this.#baseStructs = whole.structs;
    this.#bytes = this.#tail.reduce((sum, { length }) => sum + length, whole.state.length);
    this.#keepText(whole.text, sequence);
    return whole;
  }

  #state(): Uint8Array {
    if (this.#cachedState === undefined) {
      if (this.#base === undefined || !this.isCompact) {
        const document = this.#open();
        this.#base = document.state();
        this.#baseStructs = document.structs();
        this.#baseSequence = this.#sequence;
        this.#tail = [];
        this.#countTail([]);
        this.#bytes = this.#base.length;
      }
      this.#cachedState = this.#base;
    }
    return this.#cachedState;
  }

  #countTail(structs: number[]): void {
    this.#tailStructs = structs;
    this.#addedStructs = structs.reduce((sum, each) => sum + each, 0);
  }

  /** Lets go of everything that can be made again. */
  #release(): void {
    const isReadyHere = this.#here !== undefined || this.isCompact;
    // A copy, so that nothing which others made of the state and keep for its sake stays alive.
    if (isReadyHere && this.#builder() === undefined) this.#base = this.#state().slice();
    this.#cancelRelease();
    this.#close();
    this.#cachedText = undefined;
    this.#cachedState = undefined;
  }

  #releaseLater(): void {
    this.#cancelRelease();
    this.#cancelRelease = this.#parts.clock.after(DOCUMENT_IDLE_MS, () => this.#release());
  }

  /** Throws CorruptDocumentError, and then nothing is kept that would be tried again by itself. */
  #open(): WholeDocument {
    const here = (this.#here ??= { document: new WholeDocument(), sequence: undefined });
    const updates =
      here.sequence === undefined ? this.updates : this.#tail.slice(here.sequence - this.#baseSequence);
    try {
      if (updates.length > 0) here.document.apply(updates);
    } catch (error) {
      this.#close();
      throw error;
    }
    here.sequence = this.#sequence;
    this.#releaseLater();
    return here.document;
  }

  #close(): void {
    this.#here?.document.dispose();
    this.#here = undefined;
  }
}
