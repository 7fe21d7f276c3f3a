import type { StoreError } from '../storeError.ts';

/**
 * The right of one relay to write into its database: two would not see each other's rooms.
 *
 * 1. It ends with the process, however that ends, so that the next start need not wait.
 * 2. Whoever has lost it is told by `trouble`, and may have it again by `check`.
 */
export interface DatabaseLock {
  /** Why nothing may be acknowledged now; undefined while all is well. Cheap: asked after each write. */
  trouble(): StoreError | undefined;
  /** The same by what was seen last, without looking: asked before each write, whose end is looked at anyway. */
  readonly knownTrouble: StoreError | undefined;
  /** Looks closely, and takes back what was lost. Rejects with a StoreError while that cannot be had. */
  check(): Promise<void>;
  /** May be called again. */
  release(): Promise<void>;
}
