import * as z from 'zod';
import { parseRelayId, type RelayId } from '../../shared/relay/relayIdentity.ts';
import { Emitter } from '../emitter.ts';
import type { ByteStore, Log } from '../ports.ts';
import { readJson, writeJson } from '../storedJson.ts';
import type { RelayUrl } from './relayUrl.ts';
import { storedRelayUrl } from '../session/storedRoom.ts';

declare const brand: unique symbol;

/**
 * What a relay is called in everything that is kept: the first id that it proved; before it has proved one, its address.
 * A key that was written down stays valid for ever: `keyOf` finds what it stands for now.
 */
export type RelayKey = string & { readonly [brand]: 'RelayKey' };

/** A relay that has proved who it is. */
export interface KnownRelay {
  /** One; more where the person has said that a relay with another key is still the same. The first names it. */
  readonly ids: readonly [RelayId, ...RelayId[]];
  /** Where it has proved itself, the latest first. */
  readonly addresses: readonly RelayUrl[];
  /** Where the person takes it for this relay although it does not prove it. */
  readonly unproven: readonly RelayUrl[];
  /** Where it was; what was kept under these addresses before it had an id is still of this relay. */
  readonly former: readonly RelayUrl[];
}

/** What it means that a relay was met at an address. `id` is the one that it proved. */
export type Meeting =
  | { readonly kind: 'known' }
  /** It proves for the first time who it is, and nothing speaks against it. */
  | { readonly kind: 'first'; readonly id: RelayId }
  /** It proves to be a relay that is known by other addresses. Only the person can say that they meant this. */
  | { readonly kind: 'elsewhere'; readonly id: RelayId; readonly relay: KnownRelay }
  /** At this address there was another relay, or it does not prove any more that it is this one. */
  | { readonly kind: 'stranger'; readonly id: RelayId | undefined; readonly relay: KnownRelay };

/**
 * Which addresses belong to which relay.
 *
 * KR1: an address is put to a relay only by `accept`, so after a proof at that address or the person's word.
 * KR2: each relay is kept under a name of its own, and what another window has added to it is not overwritten.
 */
export class KnownRelays {
  readonly #store: ByteStore;
  readonly #log: Log;
  readonly #changed = new Emitter<undefined>();
  /** Addresses that were two relays may be one now. */
  readonly onDidChange = this.#changed.event;
  #relays: readonly KnownRelay[] = [];

  constructor(store: ByteStore, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** Takes in what this and other windows have written. */
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

  /** The key that stands now for what a stored key, or a stored address, stood for. */
  renewed(stored: string): RelayKey {
    const relay =
      this.#relays.find(({ ids }) => ids.some((id) => id === stored)) ??
      this.#relays.find(({ former }) => former.some((address) => address === stored)) ??
      this.#at(stored);
    return relay === undefined ? (stored as RelayKey) : nameOf(relay);
  }

  /** All keys under which something of the relay at this address may be kept; the present one first. */
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

  /** What it means that the relay at `address` has proved to be `id`, or has proved nothing. */
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

  /** Takes the relay met at `address` for the one that `meeting` speaks of. For `stranger` and `elsewhere`, ask first. */
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

  /** The person says that another relay than before is at `address`. What was kept of the old one stays with that. */
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
