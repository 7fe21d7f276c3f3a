import type * as vscode from 'vscode';
import * as z from 'zod';
import { shownLanguageId, shownName } from '../../shared/api/rooms.ts';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import { Emitter } from '../core/emitter.ts';
import { parseRelayUrl, type RelayUrl } from '../core/session/relayUrl.ts';
import type { SharedDocuments } from './sharedDocuments.ts';

/** A room that somebody at this computer was in before. */
export interface RecentRoom {
  readonly relayUrl: RelayUrl;
  readonly roomId: RoomId;
  readonly name: string;
  readonly language: string;
}

const KEY = 'recentRooms';

/** More than anybody looks through. */
const MAX_ROOMS = 30;

const recentRoomSchema = z.object({
  relayUrl: z.string().transform((text, context) => {
    const parsed = parseRelayUrl(text);
    if ('url' in parsed) return parsed.url;
    context.addIssue(parsed.problem);
    return z.NEVER;
  }),
  roomId: z.string().transform((text, context) => {
    const id = parseRoomId(text);
    if (id !== undefined) return id;
    context.addIssue('no room id');
    return z.NEVER;
  }),
  name: shownName,
  language: shownLanguageId,
});

/** The rooms that were joined or created from this computer, in any window; the latest first. */
export class RecentRooms {
  readonly #memento: vscode.Memento;
  readonly #changed = new Emitter<undefined>();
  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  all(): RecentRoom[] {
    const stored = this.#memento.get<unknown>(KEY, []);
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((entry) => {
      const parsed = recentRoomSchema.safeParse(entry);
      return parsed.success ? [parsed.data] : [];
    });
  }

  find(relayUrl: RelayUrl, roomId: RoomId): RecentRoom | undefined {
    return this.all().find((room) => isSame(room, { relayUrl, roomId }));
  }

  /** Puts a room first, with the name and language that it has now. */
  async remember(room: RecentRoom): Promise<void> {
    await this.#write([room, ...this.#without(room)].slice(0, MAX_ROOMS));
  }

  /** Keeps a room's place, with another name or language. */
  async rename(room: RecentRoom): Promise<void> {
    await this.#write(this.all().map((other) => (isSame(other, room) ? room : other)));
  }

  async forget(room: Pick<RecentRoom, 'relayUrl' | 'roomId'>): Promise<void> {
    const others = this.#without(room);
    if (others.length < this.all().length) await this.#write(others);
  }

  #without(room: Pick<RecentRoom, 'relayUrl' | 'roomId'>): RecentRoom[] {
    return this.all().filter((other) => !isSame(other, room));
  }

  async #write(rooms: readonly RecentRoom[]): Promise<void> {
    await this.#memento.update(KEY, rooms);
    this.#changed.fire(undefined);
  }
}

/** Remembers every room that this window enters, and follows its name and language while it is there. */
export function rememberRooms(documents: SharedDocuments, recent: RecentRooms): { dispose(): void } {
  const remembered = new Map<RoomId, string>();
  return documents.onDidChange(() => {
    const rooms = documents.all().map(({ session }) => session.room);
    for (const { id: roomId, relayUrl, name, language } of rooms) {
      const signature = JSON.stringify([relayUrl, name, language]);
      if (remembered.get(roomId) === signature) continue;
      remembered.set(roomId, signature);
      void recent.remember({ relayUrl, roomId, name, language });
    }
    for (const id of remembered.keys()) if (!rooms.some((room) => room.id === id)) remembered.delete(id);
  });
}

function isSame(
  one: Pick<RecentRoom, 'relayUrl' | 'roomId'>,
  other: Pick<RecentRoom, 'relayUrl' | 'roomId'>,
) {
  return one.roomId === other.roomId && one.relayUrl === other.relayUrl;
}
