import * as z from 'zod';
import { parseRelayId, type RelayId } from '../../shared/relay/relayIdentity.ts';
import { Emitter } from '../emitter.ts';
import type { ByteStore, Log } from '../ports.ts';
import { readJson, writeJson } from '../storedJson.ts';
import type { RelayUrl } from './relayUrl.ts';
import { storedRelayUrl } from '../session/storedRoom.ts';

declare const brand: unique symbol;

/**
 * A relay's name in all stored data: the first id that it proved, or its address before that. A stored key
 * stays valid forever: `keyOf` finds what it stands for now.
 */
export type RelayKey = string & { readonly [brand]: 'RelayKey' };

/** A relay that has proved who it is. */
export interface KnownRelay {
  /**
   * Usually one id; more if the person has said that a relay with another key is still the same. The first
   * one names it.
   */
  readonly ids: readonly [RelayId, ...RelayId[]];
  /** The addresses where it has proved itself, the latest first. */
  readonly addresses: readonly RelayUrl[];
  /** The addresses where the person accepts it as this relay without proof. */
  readonly unproven: readonly RelayUrl[];
  /** Its old addresses. Data stored under these before it had an id still belongs to this relay. */
  readonly former: readonly RelayUrl[];
}

/** What it means to find a relay at an address. `id` is the one that it proved. */
export type Meeting =
  | { readonly kind: 'known' }
  /** It proves its identity for the first time, and nothing contradicts it. */
  | { readonly kind: 'first'; readonly id: RelayId }
  /**
   * It proves to be a relay that we know by other addresses. Only the person can say whether they meant it.
   */
  | { readonly kind: 'elsewhere'; readonly id: RelayId; readonly relay: KnownRelay }
  /** There was another relay at this address, or the relay no longer proves that it is this one. */
  | { readonly kind: 'stranger'; readonly id: RelayId | undefined; readonly relay: KnownRelay };

/**
 * Which addresses belong to which relay.
 *
 * KR1: only `accept` assigns an address to a relay, after a proof at that address or the person's word.
 * KR2: each relay is stored under its own name, without overwriting what another window has added.
 */
export class KnownRelays {
  readonly #store: ByteStore;
  readonly #log: Log;
  readonly #changed = new Emitter<undefined>();
  /** Addresses that belonged to two relays may belong to one now. */
  readonly onDidChange = this.#changed.event;
  #relays: readonly KnownRelay[] = [];

  constructor(store: ByteStore, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** Reads what this and other windows have written. */
  async load(): Promise<void> {
    try {
      const names = (await this.#store.list()).filter((name) => name.endsWith(ENDING));
      const read = await Promise.all(names.map((name) => this.#read(name)));
      this.#relays = read.flatMap((relay) => relay ?? []);
    } catch (error) {
      this.#log.error('The relays that are known could not be read.', { error: String(error) });
    }
    this.#changed.fire(undefined);
  }

  /** The key of the relay at this address now. */
  keyOf(address: RelayUrl): RelayKey {
    const relay = this.#at(address);
    return relay === undefined ? addressKey(address) : nameOf(relay);
  }

  /** The present key for a stored key or a stored address. */
  renewed(stored: string): RelayKey {
    const relay =
      this.#relays.find(({ ids }) => ids.some((id) => id === stored)) ??
      this.#relays.find(({ former }) => former.some((address) => address === stored)) ??
      this.#at(stored);
    return relay === undefined ? (stored as RelayKey) : nameOf(relay);
  }

  /** All keys under which data of the relay at this address may be stored; the present one first. */
  keysOf(address: RelayUrl): readonly [RelayKey, ...RelayKey[]] {
    const key = this.keyOf(address);
    const relay = this.#at(address);
    const all =
      relay === undefined ? [] : [...relay.ids, ...relay.addresses, ...relay.unproven, ...relay.former];
    const same = all.map((stored) => stored as string as RelayKey);
    return [key, ...same.filter((stored) => stored !== key && this.renewed(stored) === key)];
  }

  /** What a relay at this address has to prove before anything of the person's goes there: one of these, if any. */
  expected(address: RelayUrl): readonly RelayId[] {
    return this.#relays.find(({ addresses }) => addresses.includes(address))?.ids ?? [];
  }

  /** What it means if the relay at `address` has proved `id`, or has proved nothing. */
  judge(address: RelayUrl, id: RelayId | undefined): Meeting {
    const here = this.#at(address);
    const same = id && this.#relays.find(({ ids }) => ids.includes(id));
    if (here !== undefined) {
      const isUnproven = here.unproven.includes(address);
      if (id !== undefined && same === here) return isUnproven ? { kind: 'first', id } : { kind: 'known' };
      if (id === undefined && isUnproven) return { kind: 'known' };
      return { kind: 'stranger', id, relay: here };
    }
    if (id === undefined) return { kind: 'known' };
    return same === undefined ? { kind: 'first', id } : { kind: 'elsewhere', id, relay: same };
  }

  /** Accepts the relay at `address` as the one in `meeting`. For `stranger` and `elsewhere`, ask first. */
  async accept(address: RelayUrl, meeting: Meeting): Promise<void> {
    if (meeting.kind === 'known') return;
    await this.load();
    if (meeting.kind === 'first') {
      const relay = this.#relays.find(({ ids }) => ids.includes(meeting.id));
      await this.#write(added(relay ?? emptyRelay(meeting.id), address, meeting.id));
    } else {
      const now = this.#relays.find(({ ids }) => ids[0] === meeting.relay.ids[0]) ?? meeting.relay;
      await this.#write(added(now, address, meeting.id));
    }
  }

  /**
   * The person says that a different relay is now at `address`. Data of the old one stays with the old one.
   */
  async replace(address: RelayUrl, id: RelayId): Promise<void> {
    await this.load();
    const old = this.#at(address);
    if (old !== undefined) await this.#write(without(old, address));
    const relay = this.#relays.find(({ ids }) => ids.includes(id));
    await this.#write(added(relay ?? emptyRelay(id), address, id));
  }

  #at(address: string): KnownRelay | undefined {
    return this.#relays.find(({ addresses, unproven }) =>
      [...addresses, ...unproven].some((known) => known === address),
    );
  }

  async #write(relay: KnownRelay): Promise<void> {
    const [id] = relay.ids;
    this.#relays = [relay, ...this.#relays.filter(({ ids }) => ids[0] !== id)];
    try {
      await writeJson(this.#store, id + ENDING, relay);
    } catch (error) {
      this.#log.error('A relay could not be remembered.', { error: String(error) });
    }
    this.#changed.fire(undefined);
  }

  async #read(name: string): Promise<KnownRelay | undefined> {
    try {
      return await readJson(this.#store, name, knownRelaySchema);
    } catch (error) {
      this.#log.warn('What is known of a relay cannot be read.', { name, error: String(error) });
      return undefined;
    }
  }
}

const ENDING = '.relay';

/** The key of a relay that has proved nothing. */
export function addressKey(address: RelayUrl): RelayKey {
  return address as string as RelayKey;
}

function nameOf({ ids }: KnownRelay): RelayKey {
  return ids[0] as string as RelayKey;
}

function emptyRelay(id: RelayId): KnownRelay {
  return { ids: [id], addresses: [], unproven: [], former: [] };
}

function added(relay: KnownRelay, address: RelayUrl, id: RelayId | undefined): KnownRelay {
  const { ids, addresses, unproven, former } = without(relay, address);
  return {
    ids: id === undefined || ids.includes(id) ? ids : [...ids, id],
    addresses: id === undefined ? addresses : [address, ...addresses],
    unproven: id === undefined ? [address, ...unproven] : unproven,
    former: former.filter((other) => other !== address),
  };
}

function without(relay: KnownRelay, address: RelayUrl): KnownRelay {
  const others = (list: readonly RelayUrl[]): RelayUrl[] => list.filter((other) => other !== address);
  return {
    ids: relay.ids,
    addresses: others(relay.addresses),
    unproven: others(relay.unproven),
    former: [address, ...others(relay.former)],
  };
}

const relayIdSchema = z.string().transform((text, context) => {
  const id = parseRelayId(text);
  if (id !== undefined) return id;
  context.addIssue('no id of a relay');
  return z.NEVER;
});

const relayUrlsSchema = z.array(storedRelayUrl);

const knownRelaySchema = z.object({
  ids: z.tuple([relayIdSchema], relayIdSchema),
  addresses: relayUrlsSchema,
  unproven: relayUrlsSchema,
  former: relayUrlsSchema,
});
