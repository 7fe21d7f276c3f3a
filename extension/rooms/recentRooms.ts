import type * as vscode from 'vscode';
import * as z from 'zod';
import { shownLanguageId, shownName } from '../../shared/api/rooms.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import { Emitter } from '../../client/emitter.ts';
import type { KnownRelays } from '../../client/relay/knownRelays.ts';
import { type NamedRoom, namedRoom, type RoomRef } from '../../client/relay/roomRef.ts';
import { storedRelayUrl, storedRoomId } from '../../client/session/storedRoom.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';

const KEY = 'recentRooms';

/** More than anybody looks through. */
const MAX_ROOMS = 30;

const recentRoomSchema = z.object({
  relayUrl: storedRelayUrl,
  roomId: storedRoomId,
  name: shownName,
  language: shownLanguageId,
  /** The relay that it was on; 0.1.0 did not write it. */
  relay: z.string().optional(),
});

/** The rooms that were joined or created from this computer, in any window; the latest first. */
export class RecentRooms {
  readonly #memento: vscode.Memento;
  readonly #known: KnownRelays;
  readonly #changed = new Emitter<undefined>();
  readonly onDidChange = this.#changed.event;
  /** What was read last: the memento gives the same value until it is another one. */
  #read: { readonly stored: unknown; readonly rooms: NamedRoom[] } | undefined;

  constructor(memento: vscode.Memento, known: KnownRelays) {
    this.#memento = memento;
    this.#known = known;
    known.onDidChange(() => {
      this.#read = undefined;
      this.#changed.fire(undefined);
    });
  }

  /** Each room once, by the address by which it was entered last. */
  all(): readonly NamedRoom[] {
    const stored = this.#memento.get<unknown>(KEY);
    if (this.#read?.stored !== stored || this.#read === undefined) {
      this.#read = { stored, rooms: this.#parse(stored) };
    }
    return this.#read.rooms;
  }

  #parse(stored: unknown): NamedRoom[] {
    if (!Array.isArray(stored)) return [];
    const rooms = new Map<string, NamedRoom>();
    for (const entry of stored) {
      const parsed = recentRoomSchema.safeParse(entry);
      if (!parsed.success) continue;
      const { relay, ...room } = parsed.data;
      const key = this.#keyOf(relay ?? room.relayUrl, room.roomId);
      if (!rooms.has(key)) rooms.set(key, room);
    }
    return [...rooms.values()];
  }

  find(ref: RoomRef): NamedRoom | undefined {
    return this.all().find((room) => this.isSame(room, ref));
  }

  /** True for one room, be it by two addresses of its relay. */
  isSame(one: RoomRef, other: RoomRef): boolean {
    return (
      one.roomId === other.roomId && this.#known.keyOf(one.relayUrl) === this.#known.keyOf(other.relayUrl)
    );
  }

  /** Each room once: the first of each. */
  distinct<Room extends RoomRef>(rooms: readonly Room[]): Room[] {
    return rooms.filter((room, at) => rooms.findIndex((other) => this.isSame(room, other)) === at);
  }

  /** Puts a room first, with the name and language that it has now. */
  async remember(room: NamedRoom): Promise<void> {
    await this.#write([room, ...this.#without(room)].slice(0, MAX_ROOMS));
  }

  /** Keeps a room's place, with another name or language. */
  async rename(room: NamedRoom): Promise<void> {
    await this.#write(this.all().map((other) => (this.isSame(other, room) ? room : other)));
  }

  async forget(room: RoomRef): Promise<void> {
    const others = this.#without(room);
    if (others.length < this.all().length) await this.#write(others);
  }

  #without(room: RoomRef): NamedRoom[] {
    return this.all().filter((other) => !this.isSame(other, room));
  }

  #keyOf(relay: string, roomId: RoomId): string {
    return `${this.#known.renewed(relay)} ${roomId}`;
  }

  async #write(rooms: readonly NamedRoom[]): Promise<void> {
    const stored = rooms.map(({ relayUrl, roomId, name, language }) => {
      return { relayUrl, roomId, name, language, relay: this.#known.keyOf(relayUrl) };
    });
    await this.#memento.update(KEY, stored);
    this.#changed.fire(undefined);
  }
}

/** Remembers every room that this window enters, and follows its name and language while it is there. */
export function rememberRooms(documents: SharedDocuments, recent: RecentRooms): { dispose(): void } {
  const remembered = new Map<string, string>();
  return documents.onDidChange(() => {
    const present = new Set<string>();
    for (const { session } of documents.all()) {
      const room = namedRoom(session.room);
      const place = `${room.relayUrl} ${room.roomId}`;
      present.add(place);
      const signature = JSON.stringify([room.name, room.language]);
      if (remembered.get(place) === signature) continue;
      remembered.set(place, signature);
      void recent.remember(room);
    }
    for (const place of remembered.keys()) if (!present.has(place)) remembered.delete(place);
  });
}
