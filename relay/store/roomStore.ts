import type { RoomPlace } from '../../shared/api/roomPlace.ts';
import type { RoomId } from '../../shared/room/roomId.ts';

/** What the database knows of a room besides its text. */
export interface RoomRecord {
  readonly id: RoomId;
  readonly name: string;
  readonly language: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Whether a model may see its text. */
  readonly modelCompletions: boolean;
  /** The SHA-256 of the owner's token in hex; empty for a room that nobody owns. */
  readonly ownerTokenHash: string;
}

/** What of a record can be changed later. */
export type RoomChange = Partial<Pick<RoomRecord, 'name' | 'language' | 'modelCompletions'>>;

/** One row of a room's append-only log: a Yjs update (V1) that passed the guard. */
export interface StoredUpdate {
  readonly roomId: RoomId;
  /** Counts from 1 within a room, without gaps. */
  readonly sequence: number;
  /** Who sent it: the participant's id, or the relay's own word for itself. */
  readonly participant: string;
  readonly update: Uint8Array;
  readonly createdAt: Date;
}

/** A room's state after the log's row `sequence`. */
export interface RoomSnapshot {
  readonly sequence: number;
  /** The whole Yjs state as one update (V1). */
  readonly state: Uint8Array;
  /** The same state's text, so that lists need not decode. */
  readonly text: string;
}

/** A room as stored: its latest snapshot and the log after it, in order and without gaps. */
export interface StoredRoom {
  readonly record: RoomRecord;
  readonly snapshot: RoomSnapshot | undefined;
  readonly updates: readonly StoredUpdate[];
}

/** Which rooms of a list. */
export interface RoomPage {
  /** Rooms to leave out, from the newest on or from behind `after` on. */
  readonly skip: number;
  readonly limit: number;
  /** The last room of the page before. It may be gone. */
  readonly after?: RoomPlace | undefined;
}

/** One page of all rooms. */
export interface RoomList {
  readonly rooms: RoomListing[];
  readonly total: number;
  /** Whether there are rooms behind the last of these. */
  readonly hasMore: boolean;
}

/** One row of a list. `text` is undefined where the log has rows that the snapshot does not cover. */
export interface RoomListing extends RoomRecord {
  readonly text: string | undefined;
}

/**
 * Where rooms are kept. Every implementation passes test/contract/roomStore.ts.
 *
 * 1. What a method's promise resolved for survives the death of the process (of a database's, not of a memory's).
 * 2. A rejected write has changed nothing. Only `failed` leaves that open: an answer can be lost after the commit.
 *    Appends and snapshots may be repeated then.
 * 3. Every rejection is a StoreError.
 * 4. Text comes back as it was, U+0000 included; half of a surrogate pair comes back as U+FFFD.
 * 5. Appends to one room are made one after the other: of two at a time, the later might be stored and the earlier not.
 */
export interface RoomStore {
  /** A new room whose log begins with `first`; `snapshot` (sequence 1) is the same state. Rejects: `room-exists`. */
  createRoom(record: RoomRecord, first: StoredUpdate, snapshot: RoomSnapshot): Promise<void>;
  findRoom(id: RoomId): Promise<RoomRecord | undefined>;
  /**
   * Newest first by `createdAt`, then by id downwards, so that pages neither repeat nor skip a room. A page ends before
   * the room whose text would make its texts longer together than `maxTextBytes` (UTF-8), but not before its first.
   * `withTexts: false` reads no text and gives none.
   */
  listRooms(
    page: RoomPage & { readonly maxTextBytes?: number; readonly withTexts?: boolean },
  ): Promise<RoomList>;
  /** Undefined when there is no such room. Sets `updatedAt`. */
  updateRoom(id: RoomId, change: RoomChange, updatedAt: Date): Promise<RoomRecord | undefined>;
  /** With its snapshot and its log. False when there is no such room. */
  deleteRoom(id: RoomId): Promise<boolean>;
  /** Rejects with `broken-log`, rather than to bring back a room with a hole. */
  loadRoom(id: RoomId): Promise<StoredRoom | undefined>;
  /**
   * Appends all rows, of any number of rooms, in one commit: all or none. A row that is already there with the same
   * bytes is left as it is, so that a caller may repeat an append whose outcome it does not know. Rejects with
   * `sequence-taken` where other bytes are there, and with `no-room`, naming the rooms that were deleted meanwhile.
   */
  appendUpdates(rows: readonly StoredUpdate[]): Promise<void>;
  /**
   * The same before it returns, where the driver is synchronous and nothing is in the way. False says nothing of what
   * became of the rows: `appendUpdates` then stores them, or says why it cannot.
   */
  appendAtOnce(rows: readonly StoredUpdate[]): boolean;
  /**
   * Replaces the room's snapshot and moves `updatedAt`. The log stays. An older snapshot than the stored one changes
   * nothing. Rejects: `no-room`.
   */
  saveSnapshot(id: RoomId, snapshot: RoomSnapshot, updatedAt: Date): Promise<void>;
  /**
   * The private key of the relay (PKCS #8) whose database this is: `made`, where there was none yet. The first one stays,
   * so that relays that start at once on one database agree who they are.
   */
  relayKey(made: Uint8Array): Promise<Uint8Array>;
  /** Resolves when the database answers, and is still this relay's where it has a lock on it. */
  ping(): Promise<void>;
  /** Resolves when the database takes a write, which changes nothing. */
  probe(): Promise<void>;
  /** Waits for what is under way; whatever comes after it rejects with `closed`. May be called again. */
  close(): Promise<void>;
}
