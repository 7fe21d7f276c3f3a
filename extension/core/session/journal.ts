import * as Y from 'yjs';
import type { ByteStore, Clock, Log } from '../ports.ts';

/** What a window keeps of a room on its own disk. */
export interface Kept {
  /** Edits that the relay had not acknowledged. */
  readonly unsaved: Uint8Array | undefined;
  /** The room's state as last seen, so that the document opens without the relay. */
  readonly state: Uint8Array | undefined;
}

/**
 * The window's journal of one room: unacknowledged edits survive a crash, a reload and a long time offline.
 *
 * J1: writes of one key never overlap, and the last value asked for is the last one written.
 * J2: `flush` resolves when everything asked for so far is on disk or its failure was logged.
 */
export class Journal {
  readonly #pending = new Map<string, () => Uint8Array | undefined>();
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  readonly #store: ByteStore;
  readonly #key: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #delayMs: number;

  /** A crash of the editor costs at most the edits of `delayMs`, and of the write after it. */
  constructor(options: { store: ByteStore; key: string; clock: Clock; log: Log; delayMs: number }) {
    this.#store = options.store;
    this.#key = options.key;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#delayMs = options.delayMs;
  }

  /** Removes what is kept under `key`: all of it is on the relay. */
  static async remove(store: ByteStore, key: string, log: Log): Promise<void> {
    try {
      await store.delete(`${key}.unsaved`);
      await store.delete(`${key}.state`);
    } catch (error) {
      log.warn('A journal that is no longer needed could not be removed.', { key, error: String(error) });
    }
  }

  async read(): Promise<Kept> {
    return {
      unsaved: await this.#readUpdate(`${this.#key}.unsaved`),
      state: await this.#readUpdate(`${this.#key}.state`),
    };
  }

  /** `value` is asked for when it is written; undefined removes what is kept. */
  keepUnsaved(value: () => Uint8Array | undefined): void {
    this.#keep(`${this.#key}.unsaved`, value);
  }

  keepState(value: () => Uint8Array | undefined): void {
    this.#keep(`${this.#key}.state`, value);
  }

  async flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#writing = this.#writing.then(async () => {
      // Only now: what came while the write before was under way goes into this one, however long it took.
      const values = [...this.#pending];
      this.#pending.clear();
      for (const [key, value] of values) await this.#write(key, value());
    });
    await this.#writing;
  }

  #keep(key: string, value: () => Uint8Array | undefined): void {
    this.#pending.set(key, value);
    this.#cancelTimer ??= this.#clock.after(this.#delayMs, () => {
      this.#cancelTimer = undefined;
      void this.flush();
    });
  }

  async #write(key: string, bytes: Uint8Array | undefined): Promise<void> {
    try {
      if (bytes === undefined) await this.#store.delete(key);
      else await this.#store.write(key, bytes);
    } catch (error) {
      this.#log.error('The journal could not be written; unacknowledged edits are in memory only.', {
        key,
        error: String(error),
      });
    }
  }

  async #readUpdate(key: string): Promise<Uint8Array | undefined> {
    try {
      const bytes = await this.#store.read(key);
      if (bytes !== undefined) Y.decodeUpdate(bytes);
      return bytes;
    } catch (error) {
      this.#log.error('What the journal holds cannot be read; it was set aside.', {
        key,
        error: String(error),
      });
      await this.#setAside(key);
      return undefined;
    }
  }

  async #setAside(key: string): Promise<void> {
    try {
      const bytes = await this.#store.read(key);
      if (bytes !== undefined) await this.#store.write(`${key}.damaged`, bytes);
      await this.#store.delete(key);
    } catch (error) {
      this.#log.error('The damaged journal could not be set aside.', { key, error: String(error) });
    }
  }
}
