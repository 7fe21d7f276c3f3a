import { uuidv4 } from 'lib0/random';
import * as Y from 'yjs';
import type { ByteStore, Clock, Log } from '../ports.ts';

/** What this person's disk keeps of a room. */
export interface Kept {
  /** Edits that the relay had not acknowledged. */
  readonly unsaved: readonly Uint8Array[];
  /** The room's states as last seen, so that the document opens without the relay. */
  readonly states: readonly Uint8Array[];
}

export interface JournalOptions {
  readonly store: ByteStore;
  /** This window's own name for the room, which no other open window has. It does not end with a dot. */
  readonly key: string;
  /** Journals of the same room that nobody writes any more. This journal takes over their contents. */
  readonly inherited?: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** A crash of the editor loses at most the edits of this time, and of the write after it. */
  readonly delayMs: number;
}

/**
 * The journal of one room in one window: unacknowledged edits survive a crash, a reload and a long time offline.
 *
 * J1: writes never overlap, and the last value asked for is the last one written.
 * J2: `flush` resolves when everything asked for so far is on disk or its failure was logged.
 * J3: a file of unacknowledged edits is never written twice: newer edits get a new name, and then the old
 *     file goes. So whoever deletes a file deletes only what they have read, even if its window turns out to
 *     be open.
 * J4: inherited edits are deleted only when this journal or the relay has them on disk.
 */
export class Journal {
  readonly #pending = new Map<Part, () => Uint8Array | undefined>();
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  readonly #options: JournalOptions;
  /** The files that the next file of each part replaces. */
  readonly #files: Record<Part, string[]> = { unsaved: [], state: [] };
  #version = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** What this journal holds, and what it has inherited. */
  async read(): Promise<Kept> {
    const { store, key, inherited = [] } = this.#options;
    let names: string[] = [];
    try {
      names = await store.list();
    } catch (error) {
      this.#options.log.error('The journals could not be listed.', { error: String(error) });
    }
    const kept: Record<Part, Uint8Array[]> = { unsaved: [], state: [] };
    for (const name of names.sort()) {
      const file = journalFile(name);
      if (file === undefined || ![key, ...inherited].includes(file.key)) continue;
      if (file.key === key) this.#version = Math.max(this.#version, file.version);
      const bytes = await this.#readUpdate(name);
      if (bytes === undefined) continue;
      this.#files[file.part].push(name);
      kept[file.part].push(bytes);
    }
    return { unsaved: kept.unsaved, states: kept.state };
  }

  /** Calls `value` at the time of writing. Undefined removes what is kept. */
  keepUnsaved(value: () => Uint8Array | undefined): void {
    this.#keep('unsaved', value);
  }

  keepState(value: () => Uint8Array | undefined): void {
    this.#keep('state', value);
  }

  async flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#writing = this.#writing.then(async () => {
      // Only now, so that this write includes everything that arrived during the previous one, however long
      // that took.
      const values = [...this.#pending];
      this.#pending.clear();
      for (const [part, value] of values) await this.#write(part, value());
    });
    await this.#writing;
  }

  /**
   * The person has left the room, and the relay has everything: deletes all of it. Nothing may be kept after
   * this.
   */
  async remove(): Promise<void> {
    this.keepUnsaved(() => undefined);
    this.keepState(() => undefined);
    await this.flush();
  }

  /**
   * The person has left the room: what is kept waits for whichever window enters it next. Nothing may be kept
   * after this.
   */
  async handOver(): Promise<void> {
    await this.flush();
    const { store, key, log } = this.#options;
    const heir = `${key.slice(0, key.lastIndexOf('.'))}.${FREE}${uuidv4()}`;
    try {
      for (const part of PARTS) {
        const update = await this.#joined(part);
        if (update === undefined) continue;
        await store.write(fileName(heir, part, 1), update);
        await this.#deleteFiles(part);
      }
    } catch (error) {
      log.error('A journal could not be handed over; it waits until this window is closed.', {
        error: String(error),
      });
    }
  }

  #keep(part: Part, value: () => Uint8Array | undefined): void {
    this.#pending.set(part, value);
    this.#cancelTimer ??= this.#options.clock.after(this.#options.delayMs, () => {
      this.#cancelTimer = undefined;
      void this.flush();
    });
  }

  async #write(part: Part, bytes: Uint8Array | undefined): Promise<void> {
    const { store, key, log } = this.#options;
    try {
      if (bytes === undefined) {
        await this.#deleteFiles(part);
        return;
      }
      const name = fileName(key, part, part === 'state' ? 0 : this.#version + 1);
      await store.write(name, bytes);
      if (part === 'unsaved') this.#version++;
      this.#files[part] = this.#files[part].filter((file) => file !== name);
      await this.#deleteFiles(part);
      this.#files[part].push(name);
    } catch (error) {
      log.error('The journal could not be written; unacknowledged edits are in memory only.', {
        key,
        error: String(error),
      });
    }
  }

  /**
   * If a file cannot be deleted, it is read again next time. That does no harm, because its edits are known
   * by then.
   */
  async #deleteFiles(part: Part): Promise<void> {
    for (const name of this.#files[part].splice(0)) {
      try {
        await this.#options.store.delete(name);
      } catch (error) {
        this.#options.log.warn('A journal that is no longer needed could not be removed.', {
          name,
          error: String(error),
        });
      }
    }
  }

  async #joined(part: Part): Promise<Uint8Array | undefined> {
    const read = await Promise.all(this.#files[part].map((name) => this.#readUpdate(name)));
    const updates = read.flatMap((bytes) => bytes ?? []);
    return updates.length === 0 ? undefined : Y.mergeUpdates(updates);
  }

  async #readUpdate(name: string): Promise<Uint8Array | undefined> {
    try {
      const bytes = await this.#options.store.read(name);
      if (bytes !== undefined) Y.decodeUpdate(bytes);
      return bytes;
    } catch (error) {
      this.#options.log.error('What the journal holds cannot be read; it was set aside.', {
        name,
        error: String(error),
      });
      await this.#setAside(name);
      return undefined;
    }
  }

  async #setAside(name: string): Promise<void> {
    const { store, log } = this.#options;
    try {
      const bytes = await store.read(name);
      if (bytes !== undefined) await store.write(`${name}.damaged`, bytes);
      await store.delete(name);
    } catch (error) {
      log.error('The damaged journal could not be set aside.', { name, error: String(error) });
    }
  }
}

const PARTS = ['state', 'unsaved'] as const;
type Part = (typeof PARTS)[number];

/** Begins the owner's part of a key that no window holds. */
export const FREE = 'free-';

/** The file `<key>.<version>.unsaved`, or `<key>.state`. */
export function fileName(key: string, part: Part, version: number): string {
  return part === 'state' ? `${key}.state` : `${key}.${version}.unsaved`;
}

/** What a file of a journal is; undefined for anything else. */
export function journalFile(
  name: string,
): { readonly key: string; readonly part: Part; readonly version: number } | undefined {
  const [, key, version, part] = /^(.+?)(?:\.(\d+))?\.(unsaved|state)$/.exec(name) ?? [];
  if (key === undefined || (part === 'unsaved') !== (version !== undefined)) return undefined;
  return { key, part: part === 'state' ? 'state' : 'unsaved', version: Number(version ?? 0) };
}
