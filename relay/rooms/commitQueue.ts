import type { Clock } from '../clock.ts';
import { MAX_COMMIT_ROWS, RETRY_FIRST_MS, RETRY_LAST_MS, SLOW_COMMIT_MS } from '../limits.ts';
import type { Log } from '../log.ts';
import { noMetrics, type RelayMetrics } from '../metrics/relayMetrics.ts';
import type { RoomStore, StoredUpdate } from '../store/roomStore.ts';
import { StoreError } from '../store/storeError.ts';

/** Who is told what became of the rows of a lane. */
export interface LaneOwner {
  /** The oldest `count` rows that were not committed yet are on disk now. */
  committed(count: number): void;
  /** Rows wait longer than they should. They are kept and tried again. */
  delayed(): void;
  /** They can never be stored: the lane is to be closed. */
  lost(why: LostRows): void;
}

/** Why rows can never be stored: the room was deleted, or its log was continued by somebody else. */
export type LostRows = 'no room' | 'other log';

/**
 * Group commit: the rows of all rooms that one turn of the event loop brought are appended at once, and while one
 * append runs the next group gathers.
 *
 * 1. A lane has at most one append under way, and its rows are stored in order.
 * 2. A row leaves its lane only when it is on disk, or when the lane is closed.
 * 3. When a group fails, each of its lanes goes on by itself, so that one bad room does not hold the others.
 * 4. What the store refuses for good is not tried again: the lane's owner hears that its rows are lost.
 */
export class CommitQueue {
  readonly #store: RoomStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #metrics: RelayMetrics;
  readonly #lanes = new Set<Lane>();
  #gathering = new Set<Lane>();
  #group: 'none' | 'scheduled' | 'writing' = 'none';
  #idleWaiters: (() => void)[] = [];
  /** Bytes of all updates that are not on disk. */
  bytes = 0;
  /** When a commit last succeeded, by the time of the metrics; undefined when none has. */
  lastCommitAt: number | undefined;

  constructor(parts: { store: RoomStore; clock: Clock; log: Log; metrics?: RelayMetrics }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#metrics = parts.metrics ?? noMetrics;
  }

  openLane(owner: LaneOwner): Lane {
    const lane = new Lane(this, owner);
    this.#lanes.add(lane);
    return lane;
  }

  /** Some rows wait longer than they should. */
  get isStuck(): boolean {
    for (const lane of this.#lanes) if (lane.isLate) return true;
    return false;
  }

  /** Resolves when nothing waits to be stored. */
  idle(): Promise<void> {
    if (this.bytes === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** For `Lane` alone. */
  gather(lane: Lane): void {
    this.#gathering.add(lane);
    if (this.#group !== 'none') return;
    this.#group = 'scheduled';
    this.#clock.soon(() => void this.#writeGroup());
  }

  /** For `Lane` alone. */
  forget(lane: Lane): void {
    this.#lanes.delete(lane);
    this.#gathering.delete(lane);
    this.#settle();
  }

  async #writeGroup(): Promise<void> {
    this.#group = 'writing';
    const lanes: Lane[] = [];
    const rows: StoredUpdate[] = [];
    for (const lane of this.#gathering) {
      if (rows.length >= MAX_COMMIT_ROWS) break;
      this.#gathering.delete(lane);
      lanes.push(lane);
      for (const row of lane.startWriting(MAX_COMMIT_ROWS - rows.length)) rows.push(row);
    }

    const error = await this.#append(rows, lanes);
    if (error === undefined) {
      for (const lane of lanes) lane.written();
    } else {
      this.#log.warn({ err: error, rooms: lanes.length, rows: rows.length }, 'a commit failed');
      for (const lane of lanes) {
        if (lanes.length === 1) this.#retryLater(lane, 0, error);
        else void this.#writeAlone(lane, 0);
      }
    }

    this.#group = 'none';
    const [next] = this.#gathering;
    if (next !== undefined) this.gather(next);
    this.#settle();
  }

  async #writeAlone(lane: Lane, attempt: number): Promise<void> {
    if (!lane.isOpen) return;
    const error = await this.#append(lane.startWriting(MAX_COMMIT_ROWS), [lane]);
    if (error === undefined) {
      if (attempt > 0) this.#log.info({ attempt }, 'the database stores a room again');
      lane.written();
      this.#settle();
    } else {
      this.#log.warn({ err: error, attempt }, 'a room could not be stored');
      this.#retryLater(lane, attempt, error);
    }
  }

  #retryLater(lane: Lane, attempt: number, error: unknown): void {
    if (!lane.isOpen) return;
    const why = lossOf(error);
    if (why !== undefined) {
      lane.lost(why);
      return;
    }
    if (attempt === 0) lane.delayed();
    const delay = Math.min(RETRY_FIRST_MS * 2 ** attempt, RETRY_LAST_MS);
    lane.waitFor(this.#clock.after(delay, () => void this.#writeAlone(lane, attempt + 1)));
  }

  /** The error rather than a rejection: whatever the store does, the caller has to go on. */
  async #append(rows: readonly StoredUpdate[], lanes: readonly Lane[]): Promise<unknown> {
    const cancel = this.#clock.after(SLOW_COMMIT_MS, () => {
      this.#log.warn({ rows: rows.length }, 'the database is slow: a commit has not returned yet');
      for (const lane of lanes) lane.delayed();
    });
    const since = this.#metrics.now();
    try {
      await this.#store.appendUpdates(rows);
      this.#metrics.committed(rows.length, since);
      this.lastCommitAt = this.#metrics.now();
      return undefined;
    } catch (error) {
      this.#metrics.commitFailed();
      return error ?? new Error('the store gave no reason');
    } finally {
      cancel();
    }
  }

  #settle(): void {
    if (this.bytes > 0) return;
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}

function lossOf(error: unknown): LostRows | undefined {
  if (!(error instanceof StoreError)) return undefined;
  switch (error.problem.kind) {
    case 'no-room':
      return 'no room';
    // Another relay has the database: whatever is in memory here is not what it stores.
    case 'in-use':
    case 'sequence-taken':
    case 'broken-log':
      return 'other log';
    case 'room-exists':
    case 'newer-schema':
    case 'unsuitable-database':
    case 'closed':
    case 'failed':
      return undefined;
  }
}

type LaneState =
  | { readonly kind: 'idle' | 'gathering' | 'closed' }
  | { readonly kind: 'writing'; readonly count: number }
  | { readonly kind: 'waiting'; readonly cancel: () => void };

/** One room's rows on their way to the disk. */
export class Lane {
  readonly #queue: CommitQueue;
  readonly #owner: LaneOwner;
  #rows: StoredUpdate[] = [];
  #state: LaneState = { kind: 'idle' };
  /** Bytes of this room's updates that are not on disk. */
  bytes = 0;
  /** Its owner was told that rows wait, and not yet that they are stored. */
  isLate = false;

  constructor(queue: CommitQueue, owner: LaneOwner) {
    this.#queue = queue;
    this.#owner = owner;
  }

  get isOpen(): boolean {
    return this.#state.kind !== 'closed';
  }

  add(row: StoredUpdate): void {
    if (this.#state.kind === 'closed') throw new Error('This room is closed: nothing can be stored in it.');
    this.#rows.push(row);
    this.#count(row.update.length);
    if (this.#state.kind !== 'idle') return;
    this.#state = { kind: 'gathering' };
    this.#queue.gather(this);
  }

  /** Gives up what is not on disk: the room was deleted. */
  close(): void {
    if (this.#state.kind === 'waiting') this.#state.cancel();
    this.#state = { kind: 'closed' };
    this.isLate = false;
    this.#count(-this.bytes);
    this.#rows = [];
    this.#queue.forget(this);
  }

  /** For `CommitQueue` alone, as everything below. */
  startWriting(limit: number): readonly StoredUpdate[] {
    const rows = this.#rows.slice(0, limit);
    this.#state = { kind: 'writing', count: rows.length };
    return rows;
  }

  written(): void {
    if (this.#state.kind !== 'writing') return;
    const { count } = this.#state;
    this.isLate = false;
    for (const row of this.#rows.splice(0, count)) this.#count(-row.update.length);
    this.#state = { kind: this.#rows.length > 0 ? 'gathering' : 'idle' };
    if (this.#state.kind === 'gathering') this.#queue.gather(this);
    this.#owner.committed(count);
  }

  delayed(): void {
    if (!this.isOpen) return;
    this.isLate = true;
    this.#owner.delayed();
  }

  lost(why: LostRows): void {
    this.#owner.lost(why);
  }

  waitFor(cancel: () => void): void {
    this.#state = { kind: 'waiting', cancel };
  }

  #count(bytes: number): void {
    this.bytes += bytes;
    this.#queue.bytes += bytes;
  }
}
