import * as Y from 'yjs';
import { startingTextOf } from '../../shared/api/languages.ts';
import type { RoomPlace } from '../../shared/api/roomPlace.ts';
import { MAX_LIST_TEXT_BYTES } from '../../shared/limits.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import { hashOfKey } from '../access/teamKeys.ts';
import { LIST_PATIENCE_MS } from '../limits.ts';
import { isRefusal, RefusedError } from '../refusedError.ts';
import type { RoomChange, RoomPage, RoomRecord } from '../store/roomStore.ts';
import { ClosedRooms } from './closedRooms.ts';
import { isUnreadable } from './documents/unreadable.ts';
import type { OpenRooms } from './openRooms.ts';
import type { RosterEntry } from './presence.ts';
import type { Room } from './room.ts';
import type { RoomParts } from './roomParts.ts';
import { normaliseText } from './roomText.ts';

/** A room as REST shows it. */
export interface RoomView extends RoomRecord {
  readonly code: string;
}

/** A room as a list with texts shows it: without its text where that cannot be read, or not soon enough. */
export interface ListedRoom extends RoomRecord {
  readonly code: string | null;
}

/** A room as a list shows it that carries no texts. */
export interface RoomCount extends RoomRecord {
  readonly participants: number;
}

/** A page of rooms; `next` is where the next one begins, if there is one. */
export interface ListPage<Listed> {
  readonly rooms: Listed[];
  readonly total: number;
  readonly next: RoomPlace | undefined;
}

/** A room that was just created. */
export interface CreatedRoom extends RoomView {
  /** Known to nobody else: the store has its hash only. */
  readonly ownerToken: string;
}

/** Every room, open or not: what one does with rooms without being in them. */
export class RoomCatalogue {
  readonly #parts: RoomParts;
  readonly #openRooms: OpenRooms;
  readonly #closedRooms: ClosedRooms;

  constructor(parts: RoomParts, openRooms: OpenRooms) {
    this.#parts = parts;
    this.#openRooms = openRooms;
    this.#closedRooms = new ClosedRooms(parts);
  }

  /** Rejects with RefusedError. */
  async create(room: { name: string; language: string; code?: string | undefined }): Promise<CreatedRoom> {
    const code = room.code === undefined ? startingTextOf(room.language) : normaliseText(room.code);
    const now = new Date(this.#parts.clock.now());
    const ownerToken = this.#parts.random(32).toString('base64url');
    const record: RoomRecord = {
      id: this.#newId(),
      name: room.name,
      language: room.language,
      createdAt: now,
      updatedAt: now,
      modelCompletions: false,
      ownerTokenHash: hashOfKey(ownerToken).toString('hex'),
    };
    const update = firstUpdate(code, this.#parts.random(4).readUInt32LE());
    await this.#parts.store.createRoom(
      record,
      { roomId: record.id, sequence: 1, participant: 'relay', update, createdAt: now },
      { sequence: 1, state: update, text: code },
    );
    return { ...record, code, ownerToken };
  }

  /** Rejects with what `isUnreadable` knows where the room's text cannot be read. */
  async read(id: RoomId): Promise<RoomView | undefined> {
    const open = this.#openRooms.peek(id);
    if (open !== undefined) return { ...open.record, code: await open.text() };
    return this.#closedRooms.read(id);
  }

  /** A page may end early (MAX_LIST_TEXT_BYTES). */
  async list(page: RoomPage): Promise<ListPage<ListedRoom>> {
    const { rooms, total, hasMore } = await this.#parts.store.listRooms({
      ...page,
      maxTextBytes: MAX_LIST_TEXT_BYTES,
    });
    const deadline = this.#parts.clock.steady() + LIST_PATIENCE_MS;
    const views: ListedRoom[] = [];
    let bytes = 0;
    let last: RoomPlace | undefined;
    for (const { text, ...record } of rooms) {
      const open = this.#openRooms.peek(record.id);
      // A closed room without a text was left by a crash: an orderly end leaves a snapshot of every room.
      const view =
        open === undefined && text !== undefined
          ? { ...record, code: text }
          : await this.#readBefore(deadline, record);
      bytes += Buffer.byteLength(view?.code ?? '');
      if (bytes > MAX_LIST_TEXT_BYTES && views.length > 0) return { rooms: views, total, next: last };
      if (view !== undefined) views.push(view);
      last = record;
    }
    return { rooms: views, total, next: hasMore ? last : undefined };
  }

  async #readBefore(deadline: number, record: RoomRecord): Promise<ListedRoom | undefined> {
    const { clock, log } = this.#parts;
    const nothing: ListedRoom = { ...record, code: null };
    let cancel = (): void => undefined;
    const late = new Promise<ListedRoom>((resolve) => {
      cancel = clock.after(Math.max(0, deadline - clock.steady()), () => resolve(nothing));
    });
    const read = this.read(record.id).catch((error: unknown) => {
      if (!isUnreadable(error) && !isRefusal(error, 'largeRoomsBusy')) throw error;
      log.warn({ err: error, room: record.id }, 'a room is listed without its text');
      return nothing;
    });
    return Promise.race([read, late]).finally(cancel);
  }

  /** The same page without texts, and with how many are in each room; it never ends early. */
  async summarize(page: RoomPage): Promise<ListPage<RoomCount>> {
    const { rooms, total, hasMore } = await this.#parts.store.listRooms({ ...page, withTexts: false });
    const counted = rooms.map(({ text: _, ...record }): RoomCount => {
      const open = this.#openRooms.peek(record.id);
      return { ...(open?.record ?? record), participants: open?.presence.roster().length ?? 0 };
    });
    return { rooms: counted, total, next: hasMore ? rooms.at(-1) : undefined };
  }

  /** What is known of a room besides its text; undefined when there is no such room. */
  async describe(id: RoomId): Promise<RoomRecord | undefined> {
    return this.#openRooms.peek(id)?.record ?? (await this.#parts.store.findRoom(id));
  }

  /** The room while somebody is in it. */
  open(id: RoomId): Room | undefined {
    return this.#openRooms.peek(id);
  }

  /** Who is in a room; undefined when there is no such room. */
  async participants(id: RoomId): Promise<readonly RosterEntry[] | undefined> {
    const open = this.#openRooms.peek(id);
    if (open !== undefined) return open.presence.roster();
    return (await this.#parts.store.findRoom(id)) === undefined ? undefined : [];
  }

  /**
   * Resolves with undefined when the room does not exist. Rejects with RefusedError. After `partlyChanged` the text is
   * stored and the rest is not; after any other kind, nothing has changed.
   */
  async change(id: RoomId, { code, ...rest }: ChangeOfRoom): Promise<RoomView | undefined> {
    if (code !== undefined) {
      const text = normaliseText(code);
      const lease = await this.#openRooms.acquire(id);
      if (lease === undefined) return undefined;
      try {
        await lease.room.replaceText(text);
      } finally {
        lease.release();
      }
    }
    const given = withoutUndefined(rest);
    if (Object.keys(given).length > 0) {
      const now = new Date(this.#parts.clock.now());
      const record = await this.#parts.store.updateRoom(id, given, now).catch((error: unknown) => {
        throw code === undefined ? error : new RefusedError(refuse('partlyChanged'), { cause: error });
      });
      if (record === undefined) return undefined;
      this.#openRooms.peek(id)?.describe(record);
    }
    return this.read(id);
  }

  /** False when there is no such room. Whoever is in it is sent away. */
  async delete(id: RoomId): Promise<boolean> {
    const isDeleted = await this.#parts.store.deleteRoom(id);
    if (isDeleted) await this.#openRooms.remove(id);
    return isDeleted;
  }

  #newId(): RoomId {
    const id = parseRoomId(this.#parts.random(16).toString('base64url'));
    if (id === undefined) throw new Error('16 bytes did not make a room id.');
    return id;
  }
}

/** What `change` may be told. */
export type ChangeOfRoom = {
  readonly [Field in keyof (RoomChange & { code: string })]?:
    (RoomChange & { code: string })[Field] | undefined;
};

function withoutUndefined({ name, language, modelCompletions }: ChangeOfRoom): RoomChange {
  return {
    ...(name !== undefined && { name }),
    ...(language !== undefined && { language }),
    ...(modelCompletions !== undefined && { modelCompletions }),
  };
}

function firstUpdate(code: string, author: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = author;
  doc.getText('code').insert(0, code);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}
