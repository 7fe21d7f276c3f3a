import type { Clock } from '../clock.ts';
import { CALM_MS, MAX_COMMIT_ROWS, RETRY_FIRST_MS, RETRY_LAST_MS, SLOW_COMMIT_MS } from '../limits.ts';
import type { Log } from '../log.ts';
import { noMetrics, type RelayMetrics } from '../metrics/relayMetrics.ts';
import type { RoomStore, StoredUpdate } from '../store/roomStore.ts';
import { StoreError } from '../store/storeError.ts';
import { Lane, type LaneOwner, type LaneWriter, type LostRows } from './lane.ts';

/**
 * Group commit: the rows of all rooms that one turn of the event loop brought are appended at once, and while one
 * append runs the next group gathers. Where nobody has written for CALM_MS, a row is appended as soon as its message
 * has been read.
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
  /** Those that are open. */
  readonly #lanes = new Map<Lane, LaneState>();
  readonly #gathering = new Set<Lane>();
  #group: 'none' | 'scheduled' | 'writing' = 'none';
  #idleWaiters: (() => void)[] = [];
  #bytes = 0;
  #groupEndedAt = -Infinity;
  /** When a commit last succeeded, by the time of the metrics; undefined when none has. */
  lastCommitAt: number | undefined;

  constructor(parts: { store: RoomStore; clock: Clock; log: Log; metrics?: RelayMetrics }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#metrics = parts.metrics ?? noMetrics;
  }

  /** Bytes of all updates that are not on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  openLane(owner: LaneOwner): Lane {
    const lane = new Lane(owner, this.#writer);
    this.#lanes.set(lane, IDLE);
    return lane;
  }

  /** Some rows wait longer than they should. */
  get isStuck(): boolean {
    for (const lane of this.#lanes.keys()) if (lane.isLate) return true;
    return false;
  }

  /** Resolves when nothing waits to be stored. */
  idle(): Promise<void> {
    if (this.#bytes === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  readonly #writer: LaneWriter = {
    added: (lane, bytes) => {
      this.#bytes += bytes;
      if (this.#lanes.get(lane)?.kind === 'idle') this.#gather(lane);
    },
    removed: (bytes) => {
      this.#bytes -= bytes;
    },
    closed: (lane) => {
      const state = this.#lanes.get(lane);
      if (state?.kind === 'waiting') state.cancel();
      this.#lanes.delete(lane);
      this.#gathering.delete(lane);
      this.#settle();
    },
  };

  #gather(lane: Lane): void {
    this.#lanes.set(lane, GATHERING);
    this.#gathering.add(lane);
    if (this.#group === 'none') this.#schedule();
  }

  #schedule(): void {
    this.#group = 'scheduled';
    // Nobody to form a group with, most likely.
    const isCalm = this.#clock.steady() - this.#groupEndedAt > CALM_MS;
    if (isCalm) queueMicrotask(() => this.#writeGroup());
    else this.#clock.soon(() => this.#writeGroup());
  }

  #writeGroup(): void {
    this.#group = 'writing';
    const batches = this.#nextBatches();
    const [first, ...others] = batches;
    const rows =
      first !== undefined && others.length === 0 ? first.rows : batches.flatMap((batch) => batch.rows);
    const since = this.#metrics.now();
    if (this.#store.appendAtOnce(rows)) {
      this.#written(batches, rows.length, since);
      this.#endGroup();
    } else {
      void this.#writeSlowly(batches, rows);
    }
  }

  async #writeSlowly(batches: readonly Batch[], rows: readonly StoredUpdate[]): Promise<void> {
    const error = await this.#append(rows, batches);
    if (error !== undefined) {
      this.#log.warn({ err: error, rooms: batches.length, rows: rows.length }, 'a commit failed');
      for (const { lane } of batches) {
        if (batches.length === 1) this.#retryLater(lane, 0, error);
        else void this.#writeAlone(lane, 0);
      }
    }
    this.#endGroup();
  }

  async #writeAlone(lane: Lane, attempt: number): Promise<void> {
    if (!this.#lanes.has(lane)) return;
    this.#lanes.set(lane, WRITING);
    const rows = lane.rows(MAX_COMMIT_ROWS);
    const error = await this.#append(rows, [{ lane, rows }]);
    if (error === undefined) {
      if (attempt > 0) this.#log.info({ attempt }, 'the database stores a room again');
      this.#settle();
    } else {
      this.#log.warn({ err: error, attempt }, 'a room could not be stored');
      this.#retryLater(lane, attempt, error);
    }
  }

  #retryLater(lane: Lane, attempt: number, error: unknown): void {
    if (!this.#lanes.has(lane)) return;
    const why = lossOf(error);
    if (why !== undefined) {
      lane.lost(why);
      return;
    }
    if (attempt === 0) lane.delayed();
    const delay = Math.min(RETRY_FIRST_MS * 2 ** attempt, RETRY_LAST_MS);
    const cancel = this.#clock.after(delay, () => void this.#writeAlone(lane, attempt + 1));
    this.#lanes.set(lane, { kind: 'waiting', cancel });
  }

  #nextBatches(): Batch[] {
    const batches: Batch[] = [];
    let count = 0;
    for (const lane of this.#gathering) {
      if (count >= MAX_COMMIT_ROWS) break;
      this.#gathering.delete(lane);
      this.#lanes.set(lane, WRITING);
      const rows = lane.rows(MAX_COMMIT_ROWS - count);
      count += rows.length;
      batches.push({ lane, rows });
    }
    return batches;
  }

  /** The error rather than a rejection: whatever the store does, the caller has to go on. */
  async #append(rows: readonly StoredUpdate[], batches: readonly Batch[]): Promise<unknown> {
    const cancel = this.#clock.after(SLOW_COMMIT_MS, () => {
      this.#log.warn({ rows: rows.length }, 'the database is slow: a commit has not returned yet');
      for (const { lane } of batches) lane.delayed();
    });
    const since = this.#metrics.now();
    try {
      await this.#store.appendUpdates(rows);
    } catch (error) {
      this.#metrics.commitFailed();
      return error ?? new Error('the store gave no reason');
    } finally {
      cancel();
    }
    this.#written(batches, rows.length, since);
    return undefined;
  }

  #written(batches: readonly Batch[], rows: number, since: number): void {
    this.#metrics.committed(rows, since);
    this.lastCommitAt = this.#metrics.now();
    for (const batch of batches) {
      const { lane } = batch;
      if (!this.#lanes.has(lane)) continue;
      this.#lanes.set(lane, IDLE);
      lane.stored(batch.rows.length);
      if (lane.count > 0 && this.#lanes.get(lane)?.kind === 'idle') this.#gather(lane);
    }
  }

  #endGroup(): void {
    this.#group = 'none';
    this.#groupEndedAt = this.#clock.steady();
    if (this.#gathering.size > 0) this.#schedule();
    this.#settle();
  }

  #settle(): void {
    if (this.#bytes > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}

/** What one lane has in a commit. */
interface Batch {
  readonly lane: Lane;
  readonly rows: readonly StoredUpdate[];
}

type LaneState =
  | { readonly kind: 'idle' | 'gathering' | 'writing' }
  /** Its rows could not be stored, and are tried again later. */
  | { readonly kind: 'waiting'; readonly cancel: () => void };

const IDLE: LaneState = { kind: 'idle' };
const GATHERING: LaneState = { kind: 'gathering' };
const WRITING: LaneState = { kind: 'writing' };

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
