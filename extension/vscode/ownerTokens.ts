import type * as vscode from 'vscode';
import { Emitter } from '../core/emitter.ts';
import type { Invite } from '../core/session/invite.ts';

const KEY = 'ownedRooms';

/** More than anybody creates before the oldest of them do not matter any more. */
const MAX_ROOMS = 1_000;

/** The tokens of the rooms that this person owns, where the editor keeps secrets. */
export class OwnerTokens {
  readonly #secrets: vscode.SecretStorage;
  readonly #memento: vscode.Memento;
  readonly #changed = new Emitter<undefined>();
  /** A room is this person's now, or is no longer. */
  readonly onDidChange = this.#changed.event;

  /** `memento` holds which tokens there are: secrets cannot be listed, and reading one takes a while. */
  constructor(secrets: vscode.SecretStorage, memento: vscode.Memento) {
    this.#secrets = secrets;
    this.#memento = memento;
  }

  async keep(room: Invite, token: string): Promise<void> {
    const key = keyOf(room);
    await this.#secrets.store(key, token);
    await this.#remember([key, ...this.#keys().filter((other) => other !== key)].slice(0, MAX_ROOMS));
  }

  /** Undefined for a room of somebody else. */
  async find(room: Invite): Promise<string | undefined> {
    return this.#secrets.get(keyOf(room));
  }

  /** The same without the token: whether the room is this person's. */
  owns(room: Invite): boolean {
    return this.#keys().includes(keyOf(room));
  }

  async forget(room: Invite): Promise<void> {
    const key = keyOf(room);
    await this.#secrets.delete(key);
    if (this.owns(room)) await this.#remember(this.#keys().filter((other) => other !== key));
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

function keyOf({ relayUrl, roomId }: Invite): string {
  return `owner ${relayUrl} ${roomId}`;
}
