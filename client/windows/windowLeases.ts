import * as z from 'zod';
import { TimerSlot } from '../../shared/timerSlot.ts';
import type { ByteStore, Clock, Log } from '../ports.ts';
import { readJson, writeJson } from '../storedJson.ts';

/** Distinguishes open windows from closed ones, as far as this computer can. */
export interface Liveness {
  /** What this window leaves for others to check. Resolves once they may. */
  readonly mark: Promise<string>;
  /** Checks the mark of any window. `unknown`: only the age of its lease can tell. */
  ask(mark: string): Promise<'alive' | 'gone' | 'unknown'>;
}

/** How often a window reports that it is open. */
const HEARTBEAT_MS = 20_000;

/** A window that is silent for this long is gone. Three heartbeats, because the machine may be busy. */
const SILENCE_MS = 60_000;

/** A lease older than this has expired. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

const leaseSchema = z.object({ at: z.number(), mark: z.string(), isClosed: z.boolean().default(false) });
type Lease = z.infer<typeof leaseSchema>;

/**
 * The leases of this person's windows, so that no window takes over what another one still uses.
 *
 * A lease is a courtesy: after a laptop has slept, open windows look closed. This loses nothing, because
 * nobody deletes another window's data unless it is kept elsewhere (Journal).
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

  /** From here on, this window reports that it is open. */
  async hold(): Promise<void> {
    await this.#beat();
    await this.#forgetOld();
  }

  /** This window closes, so others may take over at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#heartbeat.dispose();
    await this.#write({ isClosed: true });
  }

  /** True for another window that is open, as far as we can tell. */
  async isAlive(windowId: string): Promise<boolean> {
    const lease = await this.#read(windowId);
    if (lease === undefined || lease.isClosed) return false;
    const answer = await this.#liveness.ask(lease.mark);
    return answer === 'alive' || (answer === 'unknown' && this.#ageOf(lease) < SILENCE_MS);
  }

  /** How many milliseconds a window has been silent; Infinity for an unknown one. */
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

  /** If somebody sets the date back, a lease is in the future. It says nothing, so it counts as old. */
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
