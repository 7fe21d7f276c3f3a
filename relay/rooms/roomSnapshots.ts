import { SNAPSHOT_AFTER_BYTES, SNAPSHOT_AFTER_UPDATES, SNAPSHOT_INTERVAL_MS } from '../../shared/limits.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RoomStore, StoredRoom } from '../store/roomStore.ts';
import { LONG_MS_PER_BYTE } from '../limits.ts';
import type { RoomDocument } from './roomDocument.ts';
import type { RoomParts } from './roomParts.ts';

/** What a room hands to its snapshots. */
export interface RoomSnapshotsParts {
  readonly document: RoomDocument;
  readonly store: RoomStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly longWork?: RoomParts['longWork'];
}

/** When a room's state is written as one, so that the next load need not replay its log. */
export class RoomSnapshots {
  readonly #roomId: RoomId;
  readonly #parts: RoomSnapshotsParts;
  #snapshotSequence: number;
  #storedSequence: number;
  #bytesSinceSnapshot: number;
  #isYoung = false;
  #cancelAgeing: () => void = () => undefined;
  #run: Promise<void> | undefined;
  #isClosed = false;

  constructor(stored: StoredRoom, parts: RoomSnapshotsParts) {
    this.#roomId = stored.record.id;
    this.#parts = parts;
    this.#snapshotSequence = stored.snapshot?.sequence ?? 0;
    this.#storedSequence = this.#snapshotSequence + stored.updates.length;
    this.#bytesSinceSnapshot = stored.updates.reduce((sum, { update }) => sum + update.length, 0);
  }

  /** True when a load would have to replay updates. */
  get isBehind(): boolean {
    return this.#storedSequence > this.#snapshotSequence;
  }

  /** The log that a load would replay has grown long. */
  get isDue(): boolean {
    const updates = this.#storedSequence - this.#snapshotSequence;
    return (
      this.#bytesSinceSnapshot >= SNAPSHOT_AFTER_BYTES ||
      (updates >= SNAPSHOT_AFTER_UPDATES && !this.#isYoung)
    );
  }

  /** `updates` more, of so many bytes, are in the log and in the document. */
  stored(updates: number, bytes: number): void {
    this.#storedSequence += updates;
    this.#bytesSinceSnapshot += bytes;
  }

  /** Writes what is on disk as one state. A failure is logged: the log has it all. */
  save(updatedAt: Date): Promise<void> {
    this.#run ??= this.#write(updatedAt).finally(() => (this.#run = undefined));
    return this.#run;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelAgeing();
  }

  #age(): void {
    if (this.#isClosed) return;
    this.#cancelAgeing();
    this.#isYoung = true;
    this.#cancelAgeing = this.#parts.clock.after(SNAPSHOT_INTERVAL_MS, () => (this.#isYoung = false));
  }

  async #write(updatedAt: Date): Promise<void> {
    const sequence = this.#storedSequence;
    const bytes = this.#bytesSinceSnapshot;
    try {
      const { document, store, longWork } = this.#parts;
      const whole = await document.whole();
      longWork?.spent((whole.state.length + whole.text.length) * LONG_MS_PER_BYTE);
      await store.saveSnapshot(this.#roomId, { sequence, ...whole }, updatedAt);
    } catch (error) {
      if (this.#isClosed) return;
      this.#parts.log.warn(
        { err: error, room: this.#roomId },
        'a snapshot could not be written; the log has everything',
      );
    }
    // After a failure, too: the next attempt is due when as much has been added again.
    this.#snapshotSequence = sequence;
    this.#bytesSinceSnapshot -= bytes;
    this.#age();
  }
}
