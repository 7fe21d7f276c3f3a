import fs from 'node:fs';
import path from 'node:path';
import { assertNever } from '../../../shared/assertNever.ts';
import { asStoreError } from '../guarded.ts';
import { StoreError } from '../storeError.ts';
import type { DatabaseLock } from './databaseLock.ts';
import { DatabaseFiles } from './databaseFiles.ts';
import { LockFile } from './lockFile.ts';

type State =
  | { readonly kind: 'held'; readonly lock: LockFile }
  /** Its file was deleted or moved, and another one could not be made yet. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'in use' };

/** One relay's right to a SQLite database: a lock on a file beside it, and the database's own files in their places. */
export class FileLock implements DatabaseLock {
  readonly #path: string;
  #state: State;
  #opened: { readonly files: DatabaseFiles; readonly reopen: () => Promise<void> } | undefined;
  #checking: Promise<void> | undefined;
  #knownTrouble: StoreError | undefined;

  private constructor(path: string, lock: LockFile) {
    this.#path = path;
    this.#state = { kind: 'held', lock };
  }

  /** For a database file that is there. Rejects with `in-use` when another relay has it. */
  static async take(file: string): Promise<FileLock> {
    const databasePath = path.resolve(file);
    const lock = await LockFile.take(lockPathOf(databasePath));
    if (lock === undefined) throw inUse(databasePath);
    return new FileLock(databasePath, lock);
  }

  /** From now on it watches the database's files. `reopen` brings every commit into the database's own file first. */
  watch(reopen: () => Promise<void>): void {
    this.#opened = { files: new DatabaseFiles(this.#path), reopen };
  }

  get knownTrouble(): StoreError | undefined {
    return this.#state.kind === 'held' ? this.#knownTrouble : this.trouble();
  }

  trouble(): StoreError | undefined {
    this.#knownTrouble = this.#look();
    return this.#knownTrouble;
  }

  #look(): StoreError | undefined {
    const state = this.#state;
    switch (state.kind) {
      case 'held':
        return this.#opened?.files.trouble();
      case 'lost':
        return new StoreError({
          kind: 'failed',
          code: 'TANDEM_LOCK',
          reason: `the lock file beside ${this.#path} is gone, and cannot be made.`,
        });
      case 'in use':
        return inUse(this.#path);
      default:
        return assertNever(state);
    }
  }

  check(): Promise<void> {
    this.#checking ??= this.#mend()
      .catch((error: unknown) => {
        throw asStoreError(error);
      })
      .finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  async release(): Promise<void> {
    if (this.#state.kind === 'held') await this.#state.lock.release();
  }

  async #mend(): Promise<void> {
    const { files, reopen } = this.#opened ?? {};
    const state = files?.lookAtAll();
    // First the database: where it is gone, so may be the lock's file, and both may come back.
    if (state?.kind === 'gone' || state?.kind === 'replaced') throw this.trouble() ?? inUse(this.#path);
    if (this.#state.kind !== 'held' || !this.#state.lock.isInPlace) await this.#takeAgain();
    if (this.#state.kind === 'held' && state?.kind === 'companion lost' && reopen !== undefined) {
      await reopen();
      // What was opened has to be the file that was open before.
      if (files?.isSameDatabase === true) this.watch(reopen);
    }
    const trouble = this.trouble();
    if (trouble !== undefined) throw trouble;
  }

  async #takeAgain(): Promise<void> {
    const old = this.#state;
    this.#state = { kind: 'lost' };
    if (old.kind === 'held') await old.lock.release();
    const lock = await LockFile.take(lockPathOf(this.#path));
    this.#state = lock === undefined ? { kind: 'in use' } : { kind: 'held', lock };
  }
}

/** Beside the file itself, by whatever links it is reached. */
function lockPathOf(databasePath: string): string {
  return `${fs.realpathSync(databasePath)}.lock`;
}

function inUse(databasePath: string): StoreError {
  return new StoreError({ kind: 'in-use', database: `the database file ${databasePath}` });
}
