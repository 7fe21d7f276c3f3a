import { uuidv4 } from 'lib0/random';
import type * as vscode from 'vscode';
import type { ByteStore, Clock, Log } from '../core/ports.ts';
import { Journal } from '../core/session/journal.ts';
import { Session, type RoomInfo } from '../core/session/session.ts';
import type { SavedRoom, SavedRooms } from './savedRooms.ts';
import { configuredUser } from './settings.ts';

export interface RoomSessionsOptions {
  readonly store: ByteStore;
  readonly savedRooms: SavedRooms;
  readonly socket: typeof WebSocket;
  readonly userName: string;
  readonly journalDelayMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens and closes this window's sessions, and remembers them for the next start. */
export class RoomSessions {
  readonly #options: RoomSessionsOptions;

  constructor(options: RoomSessionsOptions) {
    this.#options = options;
  }

  /** The rooms that this window was in before it was reloaded. */
  toRestore(): SavedRoom[] {
    return this.#options.savedRooms.all().filter((room) => room.isOpen);
  }

  /** What is remembered of a room, with a journal that waits for it or a new one. */
  describe(room: RoomInfo, uri: vscode.Uri, role: 'host' | 'guest'): SavedRoom {
    const known = this.#options.savedRooms.find(room.relayUrl, room.id);
    return {
      roomId: room.id,
      relayUrl: room.relayUrl,
      name: room.name,
      language: room.language,
      uri: uri.toString(),
      journalKey: known?.journalKey ?? `${room.id}-${uuidv4()}`,
      isOpen: true,
      isHost: role === 'host' || known?.isHost === true,
    };
  }

  /** Begins a session with what the room's journal holds. */
  async open(saved: SavedRoom): Promise<Session> {
    const { store, clock, log, socket, savedRooms, userName, journalDelayMs: delayMs } = this.#options;
    const session = await Session.open({
      room: { id: saved.roomId, name: saved.name, language: saved.language, relayUrl: saved.relayUrl },
      user: configuredUser(userName),
      journal: new Journal({ store, key: saved.journalKey, clock, log, delayMs }),
      socket,
      clock,
      log,
    });
    if (saved.isHost) session.publish({ role: 'host' });
    await savedRooms.remember(saved);
    log.info('Entered a room.', { roomId: saved.roomId, relay: saved.relayUrl });
    return session;
  }

  /** The room goes on in another document. */
  async moved(saved: SavedRoom): Promise<void> {
    await this.#options.savedRooms.remember(saved);
  }

  /** Ends a session. What the relay has not acknowledged waits in the journal. */
  async close(saved: SavedRoom, session: Session): Promise<void> {
    const { savedRooms, log, store } = this.#options;
    const { state } = session;
    const isRefused = state.kind === 'ended' && state.refused;
    await session.leave();
    // What the relay refuses would end the next session, too; the person has it in the document.
    if (session.isSaved || isRefused) {
      await savedRooms.forget(saved);
      await Journal.remove(store, saved.journalKey, log);
    } else {
      await savedRooms.remember({ ...saved, isOpen: false });
    }
    log.info('Left a room.', { roomId: saved.roomId, isSaved: session.isSaved });
  }

  /** The room is not entered again by itself; what its journal holds waits for the next joining. */
  async setAside(saved: SavedRoom): Promise<void> {
    await this.#options.savedRooms.remember({ ...saved, isOpen: false });
  }
}
