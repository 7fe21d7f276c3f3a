import type { StateVector } from '../../shared/guard/stateVector.ts';
import type { Holder } from '../costs/ledger.ts';
import type { DeletedRanges } from './deletedRanges.ts';
import type { Lane } from './lane.ts';
import type { RoomDocument } from './roomDocument.ts';

/** Up to this a room is opened, and takes what comes, whatever others have: a text of 5,000 lines and its history. */
export const SMALL_ROOM_BYTES = 512 * 1024;

/** What a person types at a time grows a room by less, and has a reserve of its own. */
const SMALL_GROWTH_BYTES = 1_024;

/** A small room is let in anyway, so what it takes is looked at once for many keystrokes. */
const LOT_BYTES = 16 * 1024;

/** That reserve, as a part of the whole. */
const RESERVE = 0.25;

/** The part of V8's heap that open rooms may have, which lie mostly beside it. The rest is for everything else. */
const PART_OF_THE_HEAP = 1 / 3;

/** What all open rooms may take on a relay whose heap has this limit. */
export function roomMemoryFor(heapBytes: number): number {
  return heapBytes * PART_OF_THE_HEAP;
}

/** About what a room takes whose state and log have so many bytes: its text lies beside them for a while. */
export function roomBytes(stored: number): number {
  return 2 * stored;
}

/** What an open room keeps. */
export interface Kept {
  readonly document: Pick<RoomDocument, 'size'>;
  readonly lane: Pick<Lane, 'bytes'>;
  readonly known: Pick<StateVector, 'size'>;
  readonly deleted: Pick<DeletedRanges, 'bytes'>;
}

/**
 * Memory for the rooms that are open.
 *
 * 1. A room has a claim, which belongs to a holder: who opened it, or who came later and has less.
 * 2. Small rooms are always let in.
 * 3. All together have `mostBytes`, and a holder of several rooms a quarter of it; one alone may be of any size.
 * 4. Beyond that nothing grows but by what a person types; and beyond a reserve for that, small rooms alone.
 */
export class RoomMemory {
  readonly #most: number;
  #taken = 0;
  readonly #takenBy = new Map<Holder, number>();

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** Of nothing yet. `onShort` is told when the room would have taken more than there is. */
  claim(holder: Holder, onShort: (lack: Lack) => void = () => undefined): RoomClaim {
    return new RoomClaim(this, holder, onShort);
  }

  takenBy(holder: Holder): number {
    return this.#takenBy.get(holder) ?? 0;
  }

  /** For `RoomClaim` alone, as everything below. */
  keep(holder: Holder, change: number): void {
    this.#taken += change;
    const own = this.takenBy(holder) + change;
    if (own === 0) this.#takenBy.delete(holder);
    else this.#takenBy.set(holder, own);
  }

  /** Why a room of `has` bytes may not grow by so many; undefined when it may. */
  lackOf(holder: Holder, has: number, growth: number): Lack | undefined {
    if (has + growth <= SMALL_ROOM_BYTES) return undefined;
    const part = growth <= SMALL_GROWTH_BYTES ? 1 + RESERVE : 1;
    const own = this.takenBy(holder);
    if (own + growth > (part * this.#most) / 4 && own - has > SMALL_ROOM_BYTES) return { of: holder };
    return this.#taken + growth > part * this.#most ? { of: EVERYBODY } : undefined;
  }
}

/** Whose rooms have too much. */
export interface Lack {
  readonly of: Holder;
}

/** What one open room has of the memory for all of them. */
export class RoomClaim {
  readonly #memory: RoomMemory;
  readonly #onShort: (lack: Lack) => void;
  #holder: Holder;
  #bytes = 0;
  #uncounted = 0;
  #kept: Kept | undefined;

  constructor(memory: RoomMemory, holder: Holder, onShort: (lack: Lack) => void) {
    this.#memory = memory;
    this.#holder = holder;
    this.#onShort = onShort;
  }

  /** From now on this tells what the room takes. It is looked at with every edit. */
  measures(kept: Kept): void {
    this.#kept = kept;
  }

  /** Counts `growth` where there is space for it; otherwise says what there is too little of. */
  take(growth: number): Lack | undefined {
    const lack = this.#memory.lackOf(this.#holder, this.#bytes, growth);
    if (lack === undefined) this.#set(this.#bytes + growth);
    return lack;
  }

  /** The same for what the room takes by now. */
  takeAll(): Lack | undefined {
    return this.take(this.#measured - this.#bytes);
  }

  /** True when the room may grow by so much, which is counted then; of a small room in lots. */
  grows(growth: number): boolean {
    this.#uncounted += growth;
    if (this.#uncounted < LOT_BYTES && this.#bytes + this.#uncounted <= SMALL_ROOM_BYTES) return true;
    this.#uncounted = 0;
    this.refresh();
    const lack = this.take(growth);
    if (lack !== undefined) this.#onShort(lack);
    return lack === undefined;
  }

  /** Counts what the room takes by now, whether or not there is space for it. */
  refresh(): void {
    this.#set(this.#measured);
  }

  /** True when giving it back would make space for who lacks that. */
  isPartOf({ of }: Lack): boolean {
    return of === EVERYBODY || of === this.#holder;
  }

  /** Somebody has come. It counts for whoever has less, so that nobody can fill up others' shares with their rooms. */
  join(holder: Holder): void {
    if (this.#memory.takenBy(holder) + this.#bytes >= this.#memory.takenBy(this.#holder)) return;
    const bytes = this.#bytes;
    this.#set(0);
    this.#holder = holder;
    this.#set(bytes);
  }

  /** The room is closed. */
  end(): void {
    this.#kept = undefined;
    this.#set(0);
  }

  get #measured(): number {
    if (this.#kept === undefined) return this.#bytes;
    const { document, lane, known, deleted } = this.#kept;
    return roomBytes(document.size + lane.bytes) + known.size * BYTES_OF_A_CLIENT + deleted.bytes;
  }

  #set(bytes: number): void {
    if (bytes === this.#bytes) return;
    this.#memory.keep(this.#holder, bytes - this.#bytes);
    this.#bytes = bytes;
  }
}

/** A holder that nobody is. */
const EVERYBODY: Holder = {};

/** In the state vector that the guard keeps, and in that of the document. */
const BYTES_OF_A_CLIENT = 100;
