import type * as vscode from 'vscode';
import type { Clock, Log } from '../../client/ports.ts';
import type { KnownRelays } from '../../client/relay/knownRelays.ts';
import type { RelayTrust } from '../../client/relay/relayTrust.ts';
import type { Journals } from '../../client/session/journals.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import { namedRoom } from '../../client/relay/roomRef.ts';
import type { RoomInfo } from '../../client/session/roomNews.ts';
import { Session } from '../../client/session/session.ts';
import type { SavedRoom, SavedRooms } from './savedRooms.ts';
import { configuredUser } from '../settings.ts';

export interface RoomSessionsOptions {
  /** Resolves when what earlier windows and versions have left can be found. */
  readonly ready: Promise<void>;
  readonly journals: Journals;
  readonly known: KnownRelays;
  readonly trust: RelayTrust;
  readonly savedRooms: SavedRooms;
  readonly socket: typeof WebSocket;
  readonly userName: string;
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
  async toRestore(): Promise<SavedRoom[]> {
    await this.#options.ready;
    return this.#options.savedRooms.takeOver();
  }

  /** What is remembered of a room. */
  describe(room: RoomInfo, uri: vscode.Uri, role: 'host' | 'guest'): SavedRoom {
    return {
      ...namedRoom(room),
      uri: uri.toString(),
      isHost: role === 'host',
    };
  }

  /** Begins a session with all that this and other windows have kept of the room. */
  async open(saved: SavedRoom): Promise<Session> {
    const { ready, journals, known, trust, clock, log, socket, savedRooms, userName } = this.#options;
    await ready;
    const session = await Session.open({
      room: { id: saved.roomId, name: saved.name, language: saved.language, relayUrl: saved.relayUrl },
      user: configuredUser(userName),
      journal: await journals.open(saved.roomId, known.keysOf(saved.relayUrl)),
      socket,
      trust,
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

  /** The room goes on at another address of its relay. */
  async movedTo(relayUrl: RelayUrl, saved: SavedRoom): Promise<SavedRoom> {
    const moved = { ...saved, relayUrl };
    await this.#options.savedRooms.forget(saved);
    await this.#options.savedRooms.remember(moved);
    return moved;
  }

  /** Ends a session. What the relay has not acknowledged waits in the journal for whichever window joins next. */
  async close(saved: SavedRoom, session: Session): Promise<void> {
    await session.leave();
    await this.#options.savedRooms.forget(saved);
    this.#options.log.info('Left a room.', { roomId: saved.roomId, isSaved: session.isSaved });
  }

  /** The room is not entered again by itself; what its journal holds waits for the next joining. */
  async setAside(saved: SavedRoom): Promise<void> {
    await this.#options.savedRooms.forget(saved);
  }
}
