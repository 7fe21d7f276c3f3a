import type * as vscode from 'vscode';
import type { Clock, Log } from '../../client/ports.ts';
import { identifyRelay } from '../../client/relay/identifyRelay.ts';
import type { KnownRelays, RelayKey } from '../../client/relay/knownRelays.ts';
import type { RelayKeys } from '../../client/relay/relayKeys.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import { KeptSecrets } from './keptSecrets.ts';

/** More relays of teams than anybody uses. */
const MAX_KEYS = 100;

/** For so long a relay that has proved itself is not asked again: completions go there with every pause in typing. */
const PROVEN_FOR_MS = 60_000;

/** This person's team keys, each for one relay and for no other that comes to its address. */
export class TeamKeys implements RelayKeys {
  readonly #kept: KeptSecrets;
  readonly #known: KnownRelays;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #provenUntil = new Map<RelayUrl, number>();

  constructor(options: {
    secrets: vscode.SecretStorage;
    memento: vscode.Memento;
    known: KnownRelays;
    clock: Clock;
    log: Log;
  }) {
    this.#kept = new KeptSecrets(options.secrets, options.memento, 'teamKeys', MAX_KEYS);
    this.#known = options.known;
    this.#clock = options.clock;
    this.#log = options.log;
    options.known.onDidChange(() => this.#provenUntil.clear());
  }

  /** For the relay that is at `address` now, and has been met there. */
  async keep(address: RelayUrl, key: string): Promise<void> {
    await this.#kept.keep(nameOf(this.#known.keyOf(address)), key);
  }

  find(address: RelayUrl): Promise<string | undefined> | undefined {
    const names = this.#known.keysOf(address).map(nameOf);
    return this.#kept.has(names) ? this.#findProven(address, names) : undefined;
  }

  async #findProven(address: RelayUrl, names: readonly string[]): Promise<string | undefined> {
    try {
      return (await this.#isProven(address)) ? await this.#kept.find(names) : undefined;
    } catch (error) {
      this.#log.warn('A team key could not be read.', { error: String(error) });
      return undefined;
    }
  }

  /** False for a relay that is not the one that the key is for: it gets nothing. */
  async #isProven(address: RelayUrl): Promise<boolean> {
    if (this.#clock.now() < (this.#provenUntil.get(address) ?? -Infinity)) return true;
    const answer = await identifyRelay(address);
    if (answer.kind === 'away') return false;
    const { kind } = this.#known.judge(address, answer.id);
    if (kind !== 'known' && kind !== 'first') return false;
    this.#provenUntil.set(address, this.#clock.now() + PROVEN_FOR_MS);
    return true;
  }
}

function nameOf(relay: RelayKey): string {
  return `team ${relay}`;
}
