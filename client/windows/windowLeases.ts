import * as z from 'zod';
import { TimerSlot } from '../../shared/timerSlot.ts';
import type { ByteStore, Clock, Log } from '../ports.ts';
import { readJson, writeJson } from '../storedJson.ts';

/** Tells the windows that live from those that are gone, as far as this computer can. */
export interface Liveness {
  /** What this window leaves for others to ask about; resolves once they may. */
  readonly mark: Promise<string>;
  /** About the mark of any window. `unknown`: only the age of its lease can tell. */
  ask(mark: string): Promise<'alive' | 'gone' | 'unknown'>;
}

/** How often a window says that it lives. */
const HEARTBEAT_MS = 20_000;

/** A window that was not heard of for so long is gone: three heartbeats, as the machine may be busy. */
const SILENCE_MS = 60_000;

/** Leases older than this tell nobody anything any more. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

const leaseSchema = z.object({ at: z.number(), mark: z.string(), isClosed: z.boolean().default(false) });
type Lease = z.infer<typeof leaseSchema>;

/**
 * The leases of this person's windows, so that no window takes over what another one is still at work with.
 *
 * A lease is a courtesy: a laptop that slept makes living windows look gone. Nothing is lost by that, as nobody
 * deletes of another window what is not kept elsewhere (Journal).
 */
export class WindowLeases {
  readonly #store: ByteStore;
  readonly #windowId: string;
  readonly #liveness: Liveness;
  readonly #date: () => number;
  readonly #log: Log;
  readonly #heartbeat: TimerSlot;
  #isClosed = false;

  constructor(options: {
    store: ByteStore;
    windowId: string;
    liveness: Liveness;
    clock: Clock;
    /** The date in milliseconds since 1970: other windows have other clocks, which may stop while the computer sleeps. */
    date: () => number;
    log: Log;
  }) {
    this.#store = options.store;
    this.#windowId = options.windowId;
    this.#liveness = options.liveness;
    this.#heartbeat = new TimerSlot(options.clock);
    this.#date = options.date;
    this.#log = options.log;
  }

  /** From here on this window says that it lives. */
  async hold(): Promise<void> {
    await this.#beat();
    await this.#forgetOld();
  }

  /** This window goes: what it leaves may be taken over at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#heartbeat.dispose();
    await this.#write({ isClosed: true });
  }

  /** True for another window that is at work, as far as can be told. */
  async isAlive(windowId: string): Promise<boolean> {
    const lease = await this.#read(windowId);
    if (lease === undefined || lease.isClosed) return false;
    const answer = await this.#liveness.ask(lease.mark);
    return answer === 'alive' || (answer === 'unknown' && this.#ageOf(lease) < SILENCE_MS);
  }

  /** For how many milliseconds a window was not heard of; Infinity for one that nobody knows. */
  async silenceOf(windowId: string): Promise<number> {
    const lease = await this.#read(windowId);
    return lease === undefined ? Infinity : this.#ageOf(lease);
  }

  async #beat(): Promise<void> {
    await this.#write({ isClosed: false });
    this.#heartbeat.set(HEARTBEAT_MS, () => void this.#beat());
  }

  async #write({ isClosed }: { isClosed: boolean }): Promise<void> {
    try {
      const lease: Lease = { at: this.#date(), mark: await this.#liveness.mark, isClosed };
      if (this.#isClosed && !isClosed) return;
      await writeJson(this.#store, nameOf(this.#windowId), lease);
    } catch (error) {
      this.#log.warn('The lease of this window could not be written.', { error: String(error) });
    }
  }

  async #read(windowId: string): Promise<Lease | undefined> {
    try {
      return await readJson(this.#store, nameOf(windowId), leaseSchema);
    } catch (error) {
      this.#log.warn('The lease of a window cannot be read.', { windowId, error: String(error) });
      return undefined;
    }
  }

  /** A date that was set back makes a lease of the future; it says nothing, so it is as old. */
  #ageOf({ at }: Lease): number {
    return Math.abs(this.#date() - at);
  }

  async #forgetOld(): Promise<void> {
    try {
      for (const name of await this.#store.list()) {
        const windowId = windowOf(name);
        if (windowId === undefined || windowId === this.#windowId) continue;
        if ((await this.silenceOf(windowId)) > FORGOTTEN_AFTER_MS) await this.#store.delete(name);
      }
    } catch (error) {
      this.#log.warn('Old leases of windows could not be removed.', { error: String(error) });
    }
  }
}

const ENDING = '.window';

function nameOf(windowId: string): string {
  return windowId + ENDING;
}

function windowOf(name: string): string | undefined {
  return name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : undefined;
}
