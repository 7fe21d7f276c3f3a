import { assertNever } from '../../../shared/assertNever.ts';
import { StoreError } from '../storeError.ts';
import { identityOf } from './fileIdentity.ts';

/** What SQLite keeps beside a database in WAL mode: the newest commits, and where to find them. */
const COMPANIONS = ['-wal', '-shm'] as const;

/** What stands where the files of an open database stood. */
export type FileState =
  | { readonly kind: 'in place' }
  /** Nothing is there: deleted, moved, or its disk is gone. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'replaced' }
  | { readonly kind: 'companion lost'; readonly file: string };

/**
 * The files of an open SQLite database, as they were when it was opened. SQLite itself goes on writing into a file that
 * has no name any more, and so would never be found again.
 */
export class DatabaseFiles {
  readonly #path: string;
  readonly #main: string | undefined;
  readonly #companions: ReadonlyMap<string, string | undefined>;

  /** To be made when the database has been read: its companions are there then. */
  constructor(path: string) {
    this.#path = path;
    this.#main = identityOf(path);
    this.#companions = new Map(COMPANIONS.map((suffix) => [suffix, identityOf(path + suffix)]));
  }

  /** Why what is written now may not be found again. Costs some microseconds, so not all is looked at. */
  trouble(): StoreError | undefined {
    const state = this.#look(HOLDS_COMMITS);
    return state.kind === 'in place' ? undefined : failed(state, this.#path);
  }

  lookAtAll(): FileState {
    return this.#look(COMPANIONS);
  }

  get isSameDatabase(): boolean {
    return this.#look([]).kind === 'in place';
  }

  #look(companions: readonly (typeof COMPANIONS)[number][]): FileState {
    const main = identityOf(this.#path);
    if (main === undefined) return { kind: 'gone' };
    if (main !== this.#main) return { kind: 'replaced' };
    for (const suffix of companions) {
      const known = this.#companions.get(suffix);
      const file = this.#path + suffix;
      if (known !== undefined && identityOf(file) !== known) return { kind: 'companion lost', file };
    }
    return IN_PLACE;
  }
}

const IN_PLACE = { kind: 'in place' } as const satisfies FileState;
const HOLDS_COMMITS = ['-wal'] as const;

function failed(state: Exclude<FileState, typeof IN_PLACE>, path: string): StoreError {
  return new StoreError({ kind: 'failed', code: 'TANDEM_FILE', reason: explain(state, path) });
}

function explain(state: Exclude<FileState, typeof IN_PLACE>, path: string): string {
  switch (state.kind) {
    case 'gone':
      return `nothing is at ${path} any more. Put the file back with its -wal and -shm, and do not restart the relay before.`;
    case 'replaced':
      return `another file is at ${path} than the relay has open. Put the old one back, or restart the relay to serve the new one.`;
    case 'companion lost':
      return `${state.file} was deleted or replaced while the relay has it open.`;
    default:
      return assertNever(state);
  }
}
