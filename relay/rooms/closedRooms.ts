import type { RoomId } from '../../shared/room/roomId.ts';
import type { RoomRecord, RoomSnapshot, StoredRoom } from '../store/roomStore.ts';
import { RoomDocument } from './roomDocument.ts';
import type { RoomParts } from './roomParts.ts';

/** Texts of rooms that nobody is in. */
export class ClosedRooms {
  readonly #parts: Pick<RoomParts, 'store' | 'clock' | 'log' | 'documents'>;
  /** By room and row of its log: who asks while another waits for the same text gets the same. */
  readonly #building = new Map<string, Promise<string>>();

  constructor(parts: Pick<RoomParts, 'store' | 'clock' | 'log' | 'documents'>) {
    this.#parts = parts;
  }

  /** Undefined when there is no such room. Rejects with what `isUnreadable` knows. */
  async read(id: RoomId): Promise<(RoomRecord & { readonly code: string }) | undefined> {
    const stored = await this.#parts.store.loadRoom(id);
    if (stored === undefined) return undefined;
    const { record, snapshot, updates } = stored;
    if (snapshot !== undefined && updates.length === 0) return { ...record, code: snapshot.text };
    const sequence = (snapshot?.sequence ?? 0) + updates.length;
    const key = `${id} ${sequence}`;
    const building =
      this.#building.get(key) ?? this.#build(stored, sequence).finally(() => this.#building.delete(key));
    this.#building.set(key, building);
    return { ...record, code: await building };
  }

  async #build(stored: StoredRoom, sequence: number): Promise<string> {
    const { clock, documents: builder } = this.#parts;
    const document = new RoomDocument(stored, { clock, builder });
    try {
      const whole = document.whole();
      if (!(whole instanceof Promise)) return whole.text;
      const { state, text } = await whole;
      await this.#keep(stored.record, { sequence, state, text });
      return text;
    } finally {
      document.dispose();
    }
  }

  /** A large text that a crash has left without a snapshot gets one, so that nobody has to wait for it again. */
  async #keep(record: RoomRecord, snapshot: RoomSnapshot): Promise<void> {
    try {
      await this.#parts.store.saveSnapshot(record.id, snapshot, record.updatedAt);
    } catch (error) {
      this.#parts.log.warn(
        { err: error, room: record.id },
        'the snapshot of a large room could not be written',
      );
    }
  }
}
