import type * as vscode from 'vscode';
import type { RoomId } from '../../shared/room/roomId.ts';
import { Emitter } from '../../client/emitter.ts';
import type { KnownRelays, RelayKey } from '../../client/relay/knownRelays.ts';
import type { RoomRef } from '../../client/relay/roomRef.ts';
import { KeptSecrets } from './keptSecrets.ts';

const KEY = 'ownedRooms';

/** More than anybody creates before the oldest of them do not matter any more. */
const MAX_ROOMS = 1_000;

/**
 * The tokens of the rooms that this person owns, where the editor keeps secrets. A token is found by every address of
 * its relay, and by none of another one.
 */
export class OwnerTokens {
  readonly #kept: KeptSecrets;
  readonly #known: KnownRelays;
  readonly #changed = new Emitter<undefined>();
  /** A room is this person's now, or is no longer. */
  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage, memento: vscode.Memento, known: KnownRelays) {
    this.#kept = new KeptSecrets(secrets, memento, KEY, MAX_ROOMS);
    this.#known = known;
    known.onDidChange(() => this.#changed.fire(undefined));
  }

  async keep(room: RoomRef, token: string): Promise<void> {
    await this.#kept.keep(nameOf(this.#known.keyOf(room.relayUrl), room.roomId), token);
    this.#changed.fire(undefined);
  }

  /** Undefined for a room of somebody else. */
  find(room: RoomRef): Promise<string | undefined> {
    return this.#kept.find(this.#namesOf(room));
  }

  /** The same without the token: whether the room is this person's. */
  owns(room: RoomRef): boolean {
    return this.#kept.has(this.#namesOf(room));
  }

  async forget(room: RoomRef): Promise<void> {
    await this.#kept.forget(this.#namesOf(room));
    this.#changed.fire(undefined);
  }

  #namesOf({ relayUrl, roomId }: RoomRef): string[] {
    return this.#known.keysOf(relayUrl).map((key) => nameOf(key, roomId));
  }
}

/** 0.1.0 knew relays by their addresses, which are keys of relays still. */
function nameOf(relay: RelayKey, roomId: RoomId): string {
  return `owner ${relay} ${roomId}`;
}
