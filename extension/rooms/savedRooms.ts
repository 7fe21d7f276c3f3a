import * as z from 'zod';
import { shownLanguageId, shownName } from '../../shared/api/rooms.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { ByteStore, Log } from '../../client/ports.ts';
import type { KnownRelays, RelayKey } from '../../client/relay/knownRelays.ts';
import { tagOf } from '../../client/session/journals.ts';
import type { NamedRoom } from '../../client/relay/roomRef.ts';
import { storedRelayUrl, storedRoomId } from '../../client/session/storedRoom.ts';
import { readJson, writeJson } from '../../client/storedJson.ts';
import type { WindowLeases } from '../../client/windows/windowLeases.ts';

/** A room that a window of this workspace is in, as remembered across reloads. */
export interface SavedRoom extends NamedRoom {
  /** The document that was bound. */
  readonly uri: string;
  /** This window created the room. */
  readonly isHost: boolean;
}

const savedRoomSchema = z.object({
  roomId: storedRoomId,
  relayUrl: storedRelayUrl,
  name: shownName,
  language: shownLanguageId,
  uri: z.string(),
  isHost: z.boolean(),
});

/** A window that was reloaded is back after this time. */
const RELOAD_MS = 60_000;

/**
 * The rooms that the windows of one workspace are in.
 *
 * Each room of each window is a file of its own. A memento does not do: VS Code writes all keys of one extension as one
 * value, so two windows of one workspace, such as two tabs of a browser, overwrite each other's.
 */
export class SavedRooms {
  readonly #store: ByteStore;
  readonly #workspaceId: string;
  readonly #windowId: string;
  readonly #leases: WindowLeases;
  readonly #known: KnownRelays;
  readonly #date: () => number;
  readonly #log: Log;

  constructor(options: {
    store: ByteStore;
    /** Of file names' characters; the same for every window of the workspace. */
    workspaceId: string;
    windowId: string;
    leases: WindowLeases;
    known: KnownRelays;
    /** The date in milliseconds since 1970. */
    date: () => number;
    log: Log;
  }) {
    this.#store = options.store;
    this.#workspaceId = options.workspaceId;
    this.#windowId = options.windowId;
    this.#leases = options.leases;
    this.#known = options.known;
    this.#date = options.date;
    this.#log = options.log;
  }

  /** This window is in the room. */
  async remember(room: SavedRoom): Promise<void> {
    await this.leaveFor(this.#windowId, room);
  }

  /** This window has left the room. That another one is in it stays remembered. */
  async forget(room: Pick<SavedRoom, 'relayUrl' | 'roomId'>): Promise<void> {
    try {
      for (const key of this.#known.keysOf(room.relayUrl))
        await this.#store.delete(this.#nameOf(this.#windowId, room.roomId, key));
    } catch (error) {
      this.#log.warn('A room that was left is still remembered.', { error: String(error) });
    }
  }

  /** Writes down a room as `windowId`'s. */
  async leaveFor(windowId: string, room: SavedRoom): Promise<void> {
    const name = this.#nameOf(windowId, room.roomId, this.#known.keyOf(room.relayUrl));
    const stored = { ...room, at: this.#date() };
    try {
      await writeJson(this.#store, name, stored);
    } catch (error) {
      this.#log.error('A room could not be remembered.', { error: String(error) });
    }
  }

  /**
   * The rooms to come back to: those of windows of this workspace that are gone. Where another window is in such a room
   * now, only those of a window that went a moment ago: this one, before it was reloaded. Nobody else gets them again.
   */
  async takeOver(): Promise<SavedRoom[]> {
    const entries = await this.#entries();
    const living = entries.filter(({ isAlive }) => isAlive);
    const taken = new Map<string, SavedRoom>();
    for (const { windowId, isAlive, room } of entries) {
      if (isAlive) continue;
      const isSame = (other: SavedRoom): boolean => this.#roomKey(other) === this.#roomKey(room);
      const isElsewhere = living.some((entry) => isSame(entry.room));
      if (!isElsewhere || (await this.#leases.silenceOf(windowId)) < RELOAD_MS) {
        if (!taken.has(this.#roomKey(room))) taken.set(this.#roomKey(room), room);
      }
    }
    // In this order: who is cut short here finds all of them the next time.
    for (const room of taken.values()) await this.remember(room);
    for (const { name, isAlive } of entries) if (!isAlive) await this.#delete(name);
    return [...taken.values()];
  }

  /** The latest first. */
  async #entries() {
    const start = `${this.#workspaceId}.`;
    let names: string[] = [];
    try {
      names = (await this.#store.list()).filter((name) => name.startsWith(start) && name.endsWith(ENDING));
    } catch (error) {
      this.#log.error('The rooms of this workspace could not be read.', { error: String(error) });
    }
    const entries = names.map(async (name) => {
      const windowId = name.slice(start.length).split('.')[0] ?? '';
      const read = await this.#read(name);
      if (read === undefined || windowId === this.#windowId) return [];
      return [{ name, windowId, ...read, isAlive: await this.#leases.isAlive(windowId) }];
    });
    return (await Promise.all(entries)).flat().sort((one, other) => other.at - one.at);
  }

  async #read(name: string): Promise<{ room: SavedRoom; at: number } | undefined> {
    try {
      const stored = await readJson(this.#store, name, storedSchema);
      if (stored === undefined) return undefined;
      const { at, ...room } = stored;
      return { room, at };
    } catch (error) {
      this.#log.warn('A room of this workspace cannot be read.', { name, error: String(error) });
      return undefined;
    }
  }

  async #delete(name: string): Promise<void> {
    try {
      await this.#store.delete(name);
    } catch (error) {
      this.#log.warn('A room that was taken over is still remembered.', { error: String(error) });
    }
  }

  #nameOf(windowId: string, roomId: RoomId, relay: RelayKey): string {
    return `${this.#workspaceId}.${windowId}.${roomId}.${tagOf(relay)}${ENDING}`;
  }

  #roomKey({ relayUrl, roomId }: SavedRoom): string {
    return `${this.#known.keyOf(relayUrl)} ${roomId}`;
  }
}

const ENDING = '.room';

const storedSchema = savedRoomSchema.extend({ at: z.number() });
