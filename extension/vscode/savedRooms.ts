import type * as vscode from 'vscode';
import * as z from 'zod';
import { shownLanguageId, shownName } from '../../shared/api/rooms.ts';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import { parseRelayUrl, type RelayUrl } from '../core/session/relayUrl.ts';

const KEY = 'rooms';

const savedRoomSchema = z.object({
  roomId: z.string().transform((text, context) => {
    const id = parseRoomId(text);
    if (id !== undefined) return id;
    context.addIssue('no room id');
    return z.NEVER;
  }),
  relayUrl: z.string().transform((text, context) => {
    const parsed = parseRelayUrl(text);
    if ('url' in parsed) return parsed.url;
    context.addIssue(parsed.problem);
    return z.NEVER;
  }),
  name: shownName,
  language: shownLanguageId,
  /** The document that was bound. */
  uri: z.string(),
  /** Names the room's journal in this window's storage. */
  journalKey: z.string(),
  /** False: the room was left with unacknowledged edits, which wait here for the next time. */
  isOpen: z.boolean(),
  /** This window created the room. */
  isHost: z.boolean().default(false),
});

/** A room that this window was in, as remembered across reloads. */
export interface SavedRoom {
  readonly roomId: RoomId;
  readonly relayUrl: RelayUrl;
  readonly name: string;
  readonly language: string;
  readonly uri: string;
  readonly journalKey: string;
  readonly isOpen: boolean;
  readonly isHost: boolean;
}

/** The rooms that this workspace remembers. */
export class SavedRooms {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  all(): SavedRoom[] {
    const stored = this.#memento.get<unknown>(KEY, []);
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((entry) => {
      const parsed = savedRoomSchema.safeParse(entry);
      return parsed.success ? [parsed.data] : [];
    });
  }

  find(relayUrl: RelayUrl, roomId: RoomId): SavedRoom | undefined {
    return this.all().find((room) => room.roomId === roomId && room.relayUrl === relayUrl);
  }

  async remember(room: SavedRoom): Promise<void> {
    await this.#memento.update(KEY, [...this.#without(room), room]);
  }

  async forget(room: SavedRoom): Promise<void> {
    await this.#memento.update(KEY, this.#without(room));
  }

  #without(room: SavedRoom): SavedRoom[] {
    return this.all().filter((other) => other.journalKey !== room.journalKey);
  }
}
