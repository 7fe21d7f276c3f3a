import { DocumentWords } from './documentWords.ts';
import { NONE, SlotChains } from './slotChains.ts';
import { BREAK_ID, type TokenId, type Vocabulary } from './vocabulary.ts';

/** Tokens that are added together. */
export interface TokenRun {
  readonly ids: readonly TokenId[];
  /** The blanks before each, as numbers of BlankTable. */
  readonly blanks: readonly number[];
}

/** The slots of tokens that were added together. */
export interface SlotRun {
  readonly first: number;
  readonly last: number;
}

/**
 * A document's tokens in order, each in a slot, and where a token, a pair of tokens, or a shape of four stands. Lines
 * are put in and taken out in time that depends on their own length only.
 */
export class TokenList {
  readonly pairs: SlotChains;
  readonly singles: SlotChains;
  readonly shapes: SlotChains;
  readonly words: DocumentWords;
  readonly #vocabulary: Vocabulary;
  #ids: Int32Array;
  #nexts: Int32Array;
  #befores: Int32Array;
  #stamps: Uint32Array;
  #blankIds: Uint8Array;
  #used = 0;
  #free = NONE;
  #first = NONE;
  #countOfLive = 0;

  constructor(vocabulary: Vocabulary, expectedTokens: number) {
    const capacity = Math.max(MIN_CAPACITY, expectedTokens);
    this.#vocabulary = vocabulary;
    this.pairs = new SlotChains(capacity);
    this.singles = new SlotChains(capacity);
    this.shapes = new SlotChains(capacity);
    this.words = new DocumentWords(vocabulary);
    this.#ids = new Int32Array(capacity);
    this.#nexts = new Int32Array(capacity);
    this.#befores = new Int32Array(capacity);
    this.#stamps = new Uint32Array(capacity);
    this.#blankIds = new Uint8Array(capacity);
  }

  get count(): number {
    return this.#countOfLive;
  }

  idAt(slot: number): TokenId {
    return this.#ids[slot] ?? BREAK_ID;
  }

  nextOf(slot: number): number {
    return slot === NONE ? this.#first : (this.#nexts[slot] ?? NONE);
  }

  beforeOf(slot: number): number {
    return this.#befores[slot] ?? NONE;
  }

  blankAt(slot: number): number {
    return this.#blankIds[slot] ?? 0;
  }

  stampAt(slot: number): number {
    return this.#stamps[slot] ?? 0;
  }

  /** The stamp of the line where a token was put in last; of any line where it stands nowhere. */
  latestStampOf(id: TokenId): number {
    return this.stampAt(this.singles.first(hashOfSingle(id)));
  }

  /** Puts tokens behind `slot` (NONE: at the start). Takes over the caller's hold on their ids. */
  insert(slot: number, run: TokenRun, stamp: number): SlotRun {
    const following = this.nextOf(slot);
    let before = slot;
    let first = NONE;
    for (const [index, id] of run.ids.entries()) {
      const made = this.#allocate();
      this.#ids[made] = id;
      this.#blankIds[made] = run.blanks[index] ?? 0;
      this.#stamps[made] = stamp;
      this.words.add(id);
      this.#join(before, made);
      if (first === NONE) first = made;
      before = made;
    }
    this.#join(before, following);
    let made = first;
    for (let i = 0; i < run.ids.length; i++) {
      this.#addToChains(made);
      made = this.nextOf(made);
    }
    this.#chainAgain(following);
    return { first, last: before };
  }

  /** Takes out the tokens of `run`, and lets go of their ids. */
  remove({ first, last }: SlotRun): void {
    const before = this.beforeOf(first);
    const following = this.nextOf(last);
    for (let slot = first; ;) {
      const next = this.#nexts[slot] ?? NONE;
      this.#takeFromChains(slot);
      this.words.remove(this.idAt(slot));
      this.#vocabulary.release(this.idAt(slot));
      this.#nexts[slot] = this.#free;
      this.#free = slot;
      this.#countOfLive--;
      if (slot === last) break;
      slot = next;
    }
    this.#join(before, following);
    this.#chainAgain(following);
  }

  releaseAll(): void {
    for (let slot = this.#first; slot !== NONE; slot = this.nextOf(slot))
      this.#vocabulary.release(this.idAt(slot));
  }

  #join(before: number, after: number): void {
    if (before === NONE) this.#first = after;
    else this.#nexts[before] = after;
    if (after !== NONE) this.#befores[after] = before;
  }

  #allocate(): number {
    this.#countOfLive++;
    if (this.#free !== NONE) {
      const slot = this.#free;
      this.#free = this.#nexts[slot] ?? NONE;
      return slot;
    }
    if (this.#used === this.#ids.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const capacity = Math.ceil(this.#ids.length * GROWTH);
    const larger = <T extends Int32Array | Uint32Array | Uint8Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#ids = larger(new Int32Array(capacity), this.#ids);
    this.#nexts = larger(new Int32Array(capacity), this.#nexts);
    this.#befores = larger(new Int32Array(capacity), this.#befores);
    this.#stamps = larger(new Uint32Array(capacity), this.#stamps);
    this.#blankIds = larger(new Uint8Array(capacity), this.#blankIds);
    for (const chains of [this.pairs, this.singles, this.shapes]) chains.grow(capacity);
  }

  /** The hashes of the next few tokens depend on what is before them. */
  #chainAgain(from: number): void {
    let slot = from;
    for (let i = 0; i < SHAPE_TOKENS - 1 && slot !== NONE; i++) {
      this.#takeFromChains(slot);
      this.#addToChains(slot);
      slot = this.nextOf(slot);
    }
  }

  #takeFromChains(slot: number): void {
    this.pairs.remove(slot);
    this.singles.remove(slot);
    this.shapes.remove(slot);
  }

  #addToChains(slot: number): void {
    const id = this.idAt(slot);
    if (id === BREAK_ID) return;
    const slot1 = this.beforeOf(slot);
    const slot2 = slot1 === NONE ? NONE : this.beforeOf(slot1);
    const slot3 = slot2 === NONE ? NONE : this.beforeOf(slot2);
    const [id1, id2, id3] = [slot1, slot2, slot3].map((each) => (each === NONE ? BREAK_ID : this.idAt(each)));
    this.singles.add(slot, hashOfSingle(id));
    if (!id1) return;
    this.pairs.add(slot, hashOfPair(id1, id));
    if (!id2 || !id3) return;
    this.shapes.add(slot, hashOfShape(this.#vocabulary, id3, id2, id1, id));
  }
}

export function hashOfSingle(id: TokenId): number {
  return mix(Math.imul(id + 1, 0x9e3779b1));
}

export function hashOfPair(before: TokenId, id: TokenId): number {
  return mix(Math.imul(before + 7, 0x9e3779b1) ^ Math.imul(id + 11, 0x85ebca6b));
}

/** Of four tokens in a row without their names and values. */
export function hashOfShape(vocabulary: Vocabulary, a: TokenId, b: TokenId, c: TokenId, d: TokenId): number {
  const half = mix(
    Math.imul(vocabulary.shapeOf(a) + 7, 0x9e3779b1) ^ Math.imul(vocabulary.shapeOf(b) + 11, 0x85ebca6b),
  );
  return mix(
    half ^
      Math.imul(vocabulary.shapeOf(c) + 13, 0xc2b2ae35) ^
      Math.imul(vocabulary.shapeOf(d) + 17, 0x27d4eb2f),
  );
}

function mix(value: number): number {
  const half = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return half ^ (half >>> 13);
}

/** Tokens that a shape is made of. */
const SHAPE_TOKENS = 4;
const MIN_CAPACITY = 64;
const GROWTH = 1.5;
