import { digest } from 'lib0/hash/sha256';
import { toBase64url } from '../../shared/base64url.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { ByteStore, Clock, Log } from '../ports.ts';
import type { RelayKey } from '../relay/knownRelays.ts';
import type { WindowLeases } from '../windows/windowLeases.ts';
import { FREE, Journal, journalFile } from './journal.ts';

export interface JournalsOptions {
  /** Belongs to the person, not to a window: another window sends what one window leaves behind. */
  readonly store: ByteStore;
  readonly windowId: string;
  readonly leases: WindowLeases;
  readonly clock: Clock;
  readonly log: Log;
  readonly delayMs: number;
}

/** The journals of this person, of all windows: `<room id>.<relay>.<window>` each. */
export class Journals {
  readonly #options: JournalsOptions;

  constructor(options: JournalsOptions) {
    this.#options = options;
  }

  /**
   * This window's journal of a room. It inherits what closed windows have left of it. `relay` lists the keys
   * of its relay, the present one first.
   */
  async open(roomId: RoomId, relay: readonly [RelayKey, ...RelayKey[]]): Promise<Journal> {
    const { store, windowId, clock, log, delayMs } = this.#options;
    const [key] = relay.map((relayKey) => journalKey(roomId, relayKey, windowId));
    if (key === undefined) throw new Error('A relay has a key.');
    const inherited = await this.#left(roomId, relay);
    return new Journal({
      store,
      key,
      inherited: inherited.filter((other) => other !== key),
      clock,
      log,
      delayMs,
    });
  }

  /** The journals of a room that no other open window writes. */
  async #left(roomId: RoomId, relay: readonly RelayKey[]): Promise<string[]> {
    const { store, windowId, leases, log } = this.#options;
    const folders = relay.map((relayKey) => `${roomId}.${tagOf(relayKey)}.`);
    try {
      const keys = new Set((await store.list()).flatMap((name) => journalFile(name)?.key ?? []));
      const left: string[] = [];
      for (const key of keys) {
        const folder = folders.find((start) => key.startsWith(start));
        if (folder === undefined) continue;
        const owner = key.slice(folder.length);
        if (owner.startsWith(FREE) || owner === windowId || !(await leases.isAlive(owner))) left.push(key);
      }
      return left;
    } catch (error) {
      log.error('The journals of other windows could not be looked through.', { error: String(error) });
      return [];
    }
  }
}

/** The key of the journal of `owner`: a window, or `free-…` for nobody. */
export function journalKey(roomId: RoomId, relay: RelayKey, owner: string): string {
  return `${roomId}.${tagOf(relay)}.${owner}`;
}

/** Encodes any text for a file name, such as the key of a relay. */
export function tagOf(relay: string): string {
  return toBase64url(digest(new TextEncoder().encode(relay)).slice(0, TAG_BYTES));
}

const TAG_BYTES = 16;
