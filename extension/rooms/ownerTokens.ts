import type * as vscode from 'vscode';
import type { RoomId } from '../../shared/room/roomId.ts';
import { Emitter } from '../../client/emitter.ts';
import type { KnownRelays, RelayKey } from '../../client/relay/knownRelays.ts';
import type { RoomRef } from '../../client/relay/roomRef.ts';

const KEY = 'ownedRooms';

/** More than anybody creates before the oldest of them do not matter any more. */
const MAX_ROOMS = 1_000;

/**
 * The tokens of the rooms that this person owns, where the editor keeps secrets. A token is found by every address of
 * its relay, and by none of another one.
 */
export class OwnerTokens {
  readonly #secrets: vscode.SecretStorage;
  readonly #memento: vscode.Memento;
  readonly #known: KnownRelays;
  readonly #changed = new Emitter<undefined>();
  /** A room is this person's now, or is no longer. */
  readonly onDidChange = this.#changed.event;

  /** `memento` holds which tokens there are: secrets cannot be listed, and reading one takes a while. */
  constructor(secrets: vscode.SecretStorage, memento: vscode.Memento, known: KnownRelays) {
    this.#secrets = secrets;
    this.#memento = memento;
    this.#known = known;
    known.onDidChange(() => this.#changed.fire(undefined));
  }

  async keep(room: RoomRef, token: string): Promise<void> {
    const key = nameOf(this.#known.keyOf(room.relayUrl), room.roomId);
    await this.#secrets.store(key, token);
    await this.#remember([key, ...this.#keys().filter((other) => other !== key)].slice(0, MAX_ROOMS));
  }

  /** Undefined for a room of somebody else. */
  async find(room: RoomRef): Promise<string | undefined> {
    for (const key of this.#keysOf(room)) {
      const token = await this.#secrets.get(key);
      if (token !== undefined) return token;
    }
    return undefined;
  }

  /** The same without the token: whether the room is this person's. */
  owns(room: RoomRef): boolean {
    const keys = this.#keys();
    return this.#keysOf(room).some((key) => keys.includes(key));
  }

  async forget(room: RoomRef): Promise<void> {
    const keys = this.#keysOf(room);
    for (const key of keys) await this.#secrets.delete(key);
    if (this.owns(room)) await this.#remember(this.#keys().filter((other) => !keys.includes(other)));
  }

  #keysOf({ relayUrl, roomId }: RoomRef): string[] {
    return this.#known.keysOf(relayUrl).map((key) => nameOf(key, roomId));
  }

  #keys(): string[] {
    const stored = this.#memento.get<unknown>(KEY, []);
    return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
  }

  async #remember(keys: readonly string[]): Promise<void> {
    await this.#memento.update(KEY, keys);
    this.#changed.fire(undefined);
  }
}

/** 0.1.0 knew relays by their addresses, which are keys of relays still. */
function nameOf(relay: RelayKey, roomId: RoomId): string {
  return `owner ${relay} ${roomId}`;
}
