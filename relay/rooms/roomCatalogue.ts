import * as Y from 'yjs';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import type { RoomRecord } from '../store/roomStore.ts';
import type { OpenRooms } from './openRooms.ts';
import type { RoomParts } from './room.ts';
import { RoomDocument } from './roomDocument.ts';
import { normaliseText, startingText } from './roomText.ts';

/** A room as REST shows it. */
export interface RoomView extends RoomRecord {
  readonly code: string;
}

/** Every room, open or not: what one does with rooms without being in them. */
export class RoomCatalogue {
  private readonly parts: RoomParts;
  private readonly openRooms: OpenRooms;

  constructor(parts: RoomParts, openRooms: OpenRooms) {
    this.parts = parts;
    this.openRooms = openRooms;
  }

  /** Rejects with TextTooLongError. */
  async create(room: { name: string; language: string; code?: string | undefined }): Promise<RoomView> {
    const code = room.code === undefined ? startingText(room.language) : normaliseText(room.code);
    const now = new Date(this.parts.clock.now());
    const record: RoomRecord = {
      id: this.newId(),
      name: room.name,
      language: room.language,
      createdAt: now,
      updatedAt: now,
    };
    const update = firstUpdate(code, this.parts.random(4).readUInt32LE());
    await this.parts.store.createRoom(
      record,
      { roomId: record.id, sequence: 1, participant: 'relay', update, createdAt: now },
      { sequence: 1, state: update, text: code },
    );
    return { ...record, code };
  }

  async read(id: RoomId): Promise<RoomView | undefined> {
    const open = this.openRooms.peek(id);
    if (open !== undefined) return { ...open.record, code: open.text() };
    const stored = await this.parts.store.loadRoom(id);
    if (stored === undefined) return undefined;
    const { record, snapshot, updates } = stored;
    if (snapshot !== undefined && updates.length === 0) return { ...record, code: snapshot.text };
    const document = new RoomDocument(stored, this.parts.clock);
    try {
      return { ...record, code: document.text() };
    } finally {
      document.dispose();
    }
  }

  async list(page: { skip: number; limit: number }): Promise<{ rooms: RoomView[]; total: number }> {
    const { rooms, total } = await this.parts.store.listRooms(page);
    const views: RoomView[] = [];
    for (const { text, ...record } of rooms) {
      const open = this.openRooms.peek(record.id);
      if (open !== undefined) views.push({ ...open.record, code: open.text() });
      else if (text !== undefined) views.push({ ...record, code: text });
      else {
        // Only after a crash: an orderly end leaves a snapshot of every room.
        const view = await this.read(record.id);
        if (view !== undefined) views.push(view);
      }
    }
    return { rooms: views, total };
  }

  /** Undefined when there is no such room. Rejects with TextTooLongError or RoomRefusal, then nothing has changed. */
  async change(
    id: RoomId,
    change: { name?: string | undefined; language?: string | undefined; code?: string | undefined },
  ): Promise<RoomView | undefined> {
    const { code, name, language } = change;
    if (code !== undefined) {
      const text = normaliseText(code);
      const lease = await this.openRooms.acquire(id);
      if (lease === undefined) return undefined;
      try {
        await lease.room.replaceText(text);
      } finally {
        lease.release();
      }
    }
    if (name !== undefined || language !== undefined) {
      const now = new Date(this.parts.clock.now());
      const given = { ...(name !== undefined && { name }), ...(language !== undefined && { language }) };
      const record = await this.parts.store.updateRoom(id, given, now);
      if (record === undefined) return undefined;
      this.openRooms.peek(id)?.describe(record);
    }
    return this.read(id);
  }

  /** False when there is no such room. Whoever is in it is sent away. */
  async delete(id: RoomId): Promise<boolean> {
    const isDeleted = await this.parts.store.deleteRoom(id);
    if (isDeleted) await this.openRooms.remove(id);
    return isDeleted;
  }

  private newId(): RoomId {
    const id = parseRoomId(this.parts.random(16).toString('base64url'));
    if (id === undefined) throw new Error('16 bytes did not make a room id.');
    return id;
  }
}

function firstUpdate(code: string, author: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = author;
  doc.getText('code').insert(0, code);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}
