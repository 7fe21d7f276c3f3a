import type { ClockRange } from '../../shared/guard/updateGuard.ts';
import type { StoredUpdate } from '../store/roomStore.ts';
import type { Participant, SentUpdate } from './participant.ts';
import type { Refused } from './reception.ts';

/** What has to be stored of an update: it holds `ranges`, and adds about so many structs to the room's state. */
export interface TakenEdit {
  readonly update: Uint8Array;
  readonly ranges: readonly ClockRange[];
  readonly structs: number;
}

/** Something that a participant, or the relay itself, has sent and that is not settled yet. */
export type LaneEntry = WaitingEdit | WaitingRepeat;

/** An edit that has to be stored. */
export interface WaitingEdit extends Omit<TakenEdit, 'update'> {
  readonly row: StoredUpdate;
  /** Undefined for the relay's own edits, as `sent` and `since`. */
  readonly sender?: Participant | undefined;
  readonly sent?: SentUpdate | undefined;
  /** When it came in, by the time of the metrics. */
  readonly since?: number | undefined;
  /** Told why it was given up; undefined when it is stored. */
  readonly onSettled?: ((end: Refused | undefined) => void) | undefined;
}

/** An update that brings nothing new: only its place in the order counts. */
export interface WaitingRepeat {
  readonly row: undefined;
  readonly sender: Participant;
  readonly sent: SentUpdate;
}

/** Who is told what became of the entries of a lane. */
export interface LaneOwner {
  /** The oldest entries are on disk now. */
  committed(entries: readonly LaneEntry[]): void;
  /** Rows wait longer than they should. They are kept and tried again. */
  delayed(): void;
  /** They can never be stored: the lane is to be closed. */
  lost(why: LostRows): void;
}

/** Why rows can never be stored: the room was deleted, or its log was continued by somebody else. */
export type LostRows = 'no room' | 'other log';

/** What a lane tells whoever writes its rows. */
export interface LaneWriter {
  /** A row came. */
  added(lane: Lane, bytes: number): void;
  /** The oldest rows left: they are on disk, or given up. */
  removed(bytes: number): void;
  closed(lane: Lane): void;
}

/** One room's way to the disk: what it has taken and not stored yet, in the order in which it came. */
export class Lane {
  readonly #owner: LaneOwner;
  readonly #writer: LaneWriter;
  #entries: LaneEntry[] = [];
  #waiters: (() => void)[] = [];
  #isClosed = false;
  #bytes = 0;
  #structs = 0;
  #isLate = false;

  constructor(owner: LaneOwner, writer: LaneWriter) {
    this.#owner = owner;
    this.#writer = writer;
  }

  /** Entries that wait. Repeats wait only behind edits. */
  get count(): number {
    return this.#entries.length;
  }

  /** Bytes of all updates that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What they add to the structs of the room's state. */
  get structs(): number {
    return this.#structs;
  }

  /** Its owner was told that rows wait, and not yet that they are stored. */
  get isLate(): boolean {
    return this.#isLate;
  }

  add(entry: LaneEntry): void {
    if (this.#isClosed) throw new Error('This room is closed: nothing can be stored in it.');
    this.#entries.push(entry);
    if (entry.row === undefined) return;
    this.#bytes += entry.row.update.length;
    this.#structs += entry.structs;
    this.#writer.added(this, entry.row.update.length);
  }

  /** The oldest rows, `limit` at most. They stay until they are `stored`. */
  rows(limit: number): StoredUpdate[] {
    const rows: StoredUpdate[] = [];
    for (const { row } of this.#entries) {
      if (rows.length === limit) break;
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  /** The oldest `count` rows are on disk, and with them the repeats up to the next one. */
  stored(count: number): void {
    const entries = this.#take(count);
    this.#isLate = false;
    this.#owner.committed(entries);
    if (this.#entries.length === 0) this.#wake();
  }

  delayed(): void {
    if (this.#isClosed) return;
    this.#isLate = true;
    this.#owner.delayed();
  }

  lost(why: LostRows): void {
    this.#owner.lost(why);
  }

  /** Resolves when nothing waits, and all effects of what was stored are done. */
  whenEmpty(): Promise<void> {
    if (this.#entries.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Gives up what is not on disk, because the room has ended. May be called again. */
  close(end: Refused): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isLate = false;
    for (const entry of this.#take(Infinity)) if (entry.row !== undefined) entry.onSettled?.(end);
    this.#wake();
    this.#writer.closed(this);
  }

  #take(count: number): LaneEntry[] {
    let rows = 0;
    const next = this.#entries.findIndex(({ row }) => row !== undefined && ++rows > count);
    const taken = this.#entries.splice(0, next === -1 ? this.#entries.length : next);
    let bytes = 0;
    for (const entry of taken) {
      if (entry.row === undefined) continue;
      bytes += entry.row.update.length;
      this.#structs -= entry.structs;
    }
    this.#bytes -= bytes;
    this.#writer.removed(bytes);
    return taken;
  }

  #wake(): void {
    for (const resolve of this.#waiters.splice(0)) resolve();
  }
}
