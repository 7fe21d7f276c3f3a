import { assertNever } from '../../shared/assertNever.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { Holder } from '../costs/ledger.ts';
import { LARGE_ROOM_LINGER_MS, LONG_MS_PER_BYTE } from '../limits.ts';
import { isRefusal, RefusedError } from '../refusedError.ts';
import type { LostRows } from './lane.ts';
import type { Participant } from './participant.ts';
import type { RoomRefusal } from './reception.ts';
import { Room } from './room.ts';
import { RoomDocument } from './roomDocument.ts';
import { type Lack, roomBytes, type RoomClaim, RoomMemory } from './roomMemory.ts';
import type { RoomParts } from './roomParts.ts';

/** A claim on an open room: it stays open until every claim has been released. */
export interface RoomLease {
  readonly room: Room;
  /** May be called again; only the first call counts. */
  release(): void;
}

/**
 * The rooms that somebody is in.
 *
 * 1. A room is in memory once at most: who comes while it is loaded or put away gets the same one.
 * 2. It is put away when nobody holds a lease and everything is stored, after a snapshot: at once, and a large one after
 *    LARGE_ROOM_LINGER_MS, since loading it takes the event loop.
 * 3. A room that cannot be loaded admits nobody; the next one to come tries again.
 * 4. A large room that finds no memory is not opened (`largeRoomsBusy`). Before that, rooms that nobody is in are put away.
 */
export class OpenRooms {
  readonly #parts: RoomParts;
  readonly #memory: RoomMemory;
  readonly #entries = new Map<RoomId, Entry>();
  /** Those that nobody is in, the longest first. */
  readonly #lingering = new Map<RoomId, Entry>();
  #isStopping = false;
  #isDatabaseInTrouble = false;

  constructor(parts: RoomParts) {
    this.#parts = parts;
    this.#memory = parts.memory ?? new RoomMemory(Infinity);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The room if it is open now. */
  peek(id: RoomId): Room | undefined {
    return this.#entries.get(id)?.room;
  }

  /**
   * Loads the room unless it is open, for `holder`. Undefined when there is none; rejects when it cannot be loaded or the
   * relay stops.
   */
  async acquire(id: RoomId, holder: Holder = id): Promise<RoomLease | undefined> {
    if (this.#isStopping) throw RefusedError.of('stopping');
    const entry = this.#entries.get(id) ?? this.#load(id, holder);
    // Counted before anything is awaited, so that nobody puts the room away in between.
    entry.leases++;
    entry.cancelPutAway();
    const room = await entry.loading.catch((error: unknown) => {
      // That somebody else has had their share says nothing about this one.
      if (entry.holder !== holder && isRefusal(error, 'largeRoomsBusy')) return 'of another' as const;
      throw error;
    });
    if (room === 'of another') return this.acquire(id, holder);
    // Who came while it was loaded would get in between its deletion and its end, or after both.
    if (room === undefined || entry.end === 'removed') return undefined;
    if (entry.end === 'outdated') return this.acquire(id, holder);
    entry.claim.join(holder);
    let isReleased = false;
    return {
      room,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        entry.leases--;
        if (entry.leases > 0 || this.#entries.get(id) !== entry) return;
        if (room.isLarge) this.#putAwayLater(id, entry);
        else void this.#putAway(id, entry);
      },
    };
  }

  /** The room is no more: everybody in it is told, and nothing of it is written again. */
  remove(id: RoomId): Promise<void> {
    return this.#end(id, 'removed');
  }

  /** The rooms in memory may not be those of the database: everybody comes back to what is stored, with what they have. */
  reloadAll(): void {
    for (const id of [...this.#entries.keys()]) void this.#end(id, 'outdated');
  }

  /** Whoever is here, or comes, is told for as long as it lasts. */
  setDatabaseTrouble(isInTrouble: boolean): void {
    this.#isDatabaseInTrouble = isInTrouble;
    this.forEach((room) => room.saving.set('database', isInTrouble));
  }

  /** Of all rooms, by the wire that they use. */
  countParticipants(): Record<Participant['protocol'], number> {
    const counts = { yjs: 0, json: 0 };
    this.forEach((room) => {
      for (const { participant } of room.presence.roster()) counts[participant.protocol]++;
    });
    return counts;
  }

  forEach(visit: (room: Room) => void): void {
    for (const { room } of this.#entries.values()) if (room !== undefined) visit(room);
  }

  /** From now on nobody gets in. */
  stopAdmitting(): void {
    this.#isStopping = true;
  }

  /** Snapshots of rooms that have changed, one after the other until `isOver`. */
  async saveSnapshots(isOver: () => boolean): Promise<void> {
    for (const { room } of this.#entries.values()) {
      if (isOver()) return;
      if (room?.isAheadOfSnapshot === true && room.unstoredCount === 0) await room.saveSnapshot();
    }
  }

  /** Closes every room. What is not stored by now stays with the clients that made it. */
  close(refusal: RoomRefusal): void {
    const rooms = [...this.#entries.values()];
    this.#entries.clear();
    for (const { room, cancelPutAway } of rooms) {
      cancelPutAway();
      room?.close(refusal);
    }
  }

  #load(id: RoomId, holder: Holder): Entry {
    const claim = this.#memory.claim(holder, (lack) => void this.#putOneAway(lack));
    const entry: Entry = {
      leases: 0,
      holder,
      claim,
      room: undefined,
      loading: this.#read(id, claim),
      isBeingPutAway: false,
      cancelPutAway: () => undefined,
      end: undefined,
    };
    this.#entries.set(id, entry);
    entry.loading.then(
      (room) => {
        entry.room = room;
        if (room === undefined) this.#drop(id, entry);
        else room.saving.set('database', this.#isDatabaseInTrouble);
      },
      () => {
        claim.end();
        this.#drop(id, entry);
      },
    );
    return entry;
  }

  async #read(id: RoomId, claim: RoomClaim): Promise<Room | undefined> {
    const stored = await this.#parts.store.loadRoom(id);
    if (stored === undefined) return undefined;
    const { clock, documents: builder, longWork } = this.#parts;
    const bytes = stored.updates.reduce(
      (sum, { update }) => sum + update.length,
      stored.snapshot?.state.length ?? 0,
    );
    longWork?.spent(bytes * LONG_MS_PER_BYTE);
    await this.#makeSpace(() => claim.take(roomBytes(bytes)));
    const document = new RoomDocument(stored, { clock, builder });
    const measure = await document.measure();
    const room = new Room(stored, document, measure, {
      ...this.#parts,
      claim,
      onLost: (why) => void this.#end(id, END[why]),
    });
    try {
      await this.#makeSpace(() => claim.takeAll());
    } catch (error) {
      room.close(refuse('largeRoomsBusy'));
      throw error;
    }
    return room;
  }

  /** Resolves when `take` lacks nothing. Rejects with RefusedError (`largeRoomsBusy`). */
  async #makeSpace(take: () => Lack | undefined): Promise<void> {
    for (let lack = take(); lack !== undefined; lack = take())
      if (!(await this.#putOneAway(lack))) throw RefusedError.of('largeRoomsBusy');
  }

  /** False when nobody's absence would help. */
  async #putOneAway(lack: Lack): Promise<boolean> {
    for (const { claim } of this.#entries.values()) claim.refresh();
    for (const [id, entry] of this.#lingering) {
      if (!entry.claim.isPartOf(lack)) continue;
      entry.cancelPutAway();
      await this.#putAway(id, entry);
      return true;
    }
    return false;
  }

  async #end(id: RoomId, how: RoomEnd): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    entry.cancelPutAway();
    entry.end = how;
    this.#parts.documents?.forget(id);
    const room = entry.room ?? (await entry.loading.catch(() => undefined));
    switch (how) {
      case 'removed':
        room?.close(refuse('roomDeleted'));
        return;
      case 'outdated':
        room?.close(refuse('roomReopened'));
        return;
      default:
        assertNever(how);
    }
  }

  #putAwayLater(id: RoomId, entry: Entry): void {
    const cancel = this.#parts.clock.after(LARGE_ROOM_LINGER_MS, () => {
      this.#lingering.delete(id);
      void this.#putAway(id, entry);
    });
    this.#lingering.set(id, entry);
    entry.cancelPutAway = () => {
      cancel();
      this.#lingering.delete(id);
    };
  }

  async #putAway(id: RoomId, entry: Entry): Promise<void> {
    const { room } = entry;
    if (room === undefined || entry.isBeingPutAway) return;
    entry.isBeingPutAway = true;
    await room.whenStored();
    const isWanted = () => entry.leases > 0 || this.#entries.get(id) !== entry;
    if (!isWanted() && room.isAheadOfSnapshot) await room.saveSnapshot();
    entry.isBeingPutAway = false;
    if (isWanted()) return;
    if (room.unstoredCount > 0) return this.#putAway(id, entry);
    this.#drop(id, entry);
    room.close(refuse('roomEmpty'));
  }

  #drop(id: RoomId, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
  }
}

interface Entry {
  leases: number;
  /** For whom it was opened. */
  readonly holder: Holder;
  readonly claim: RoomClaim;
  /** Set when `loading` has succeeded. */
  room: Room | undefined;
  readonly loading: Promise<Room | undefined>;
  isBeingPutAway: boolean;
  cancelPutAway: () => void;
  /** Set when nobody may get in any more. */
  end: RoomEnd | undefined;
}

/** The room was deleted; or what is in memory is not what the database has. */
type RoomEnd = 'removed' | 'outdated';

const END: Record<LostRows, RoomEnd> = { 'no room': 'removed', 'other log': 'outdated' };
