import type { Clock } from '../clock.ts';
import { DATABASE_WATCH_MS, WRITE_PROOF_MS } from '../limits.ts';
import type { Log } from '../log.ts';
import type { RoomStore } from '../store/roomStore.ts';
import { StoreError } from '../store/storeError.ts';
import type { CommitQueue } from './commitQueue.ts';
import type { OpenRooms } from './openRooms.ts';

export interface DatabaseWatchParts {
  readonly store: Pick<RoomStore, 'ping' | 'probe'>;
  readonly commits: Pick<CommitQueue, 'isStuck' | 'lastCommitAt'>;
  readonly rooms: Pick<OpenRooms, 'setDatabaseTrouble' | 'reloadAll'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** Looks whether the database is there when nobody writes, so that people hear of it before they type. */
export class DatabaseWatch {
  readonly #parts: DatabaseWatchParts;
  #cancel: (() => void) | undefined;
  #isInTrouble = false;
  #writtenAt: number | undefined;
  #probing: Promise<void> | undefined;

  constructor(parts: DatabaseWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    const look = () => {
      this.#cancel = this.#parts.clock.after(DATABASE_WATCH_MS, () => {
        void this.#look().finally(() => {
          if (this.#cancel !== undefined) look();
        });
      });
    };
    look();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /**
   * Rejects while the database cannot be written. What people write shows that it can; a write of the relay's own is made
   * only when nobody has written for a while.
   */
  async check(): Promise<void> {
    const { store, commits, now } = this.#parts;
    if (commits.isStuck) throw new Error('edits wait to be stored');
    await store.ping();
    const since = Math.max(commits.lastCommitAt ?? -Infinity, this.#writtenAt ?? -Infinity);
    if (now() - since <= WRITE_PROOF_MS) return;
    // One at a time, however many ask: a locked database lets each of them wait.
    this.#probing ??= store.probe().finally(() => (this.#probing = undefined));
    await this.#probing;
    this.#writtenAt = now();
  }

  async #look(): Promise<void> {
    const error = await this.#parts.store.ping().then(
      () => undefined,
      (reason: unknown) => reason ?? new Error('the store gave no reason'),
    );
    if (this.#cancel === undefined) return;
    const { rooms, log } = this.#parts;
    const isInTrouble = error !== undefined;
    if (isInTrouble !== this.#isInTrouble) {
      this.#isInTrouble = isInTrouble;
      this.#writtenAt = undefined;
      if (isInTrouble) log.error({ err: error }, 'the database cannot be used; edits wait in memory');
      else log.info({}, 'the database can be used again');
      rooms.setDatabaseTrouble(isInTrouble);
    }
    // The other relay's texts go on without those who are here.
    if (error instanceof StoreError && error.problem.kind === 'in-use') rooms.reloadAll();
  }
}
