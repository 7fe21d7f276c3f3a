import type { EntityManager } from 'typeorm';

/** One connection, for as long as the work that it was handed to. */
export interface Session {
  readonly manager: EntityManager;
  /**
   * A statement with `?` for each parameter, sent apart from them. For what repositories are too slow or too wordy for.
   */
  execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult>;
}

/** One with `?` for each parameter. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface StatementResult {
  readonly rows: readonly Record<string, unknown>[];
  /** Rows written. */
  readonly affected: number;
}

/** How the store reaches its database. Rejects with the driver's own errors (driverError.ts). */
export interface Database {
  /** Work of one statement, which commits by itself. */
  single<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Reads that all see one moment of the database. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** All of the work or none of it. It may run several times, if others are in the way: it must not have side effects. */
  write<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * Runs the statements before it returns, all or none, where the driver is synchronous. False when something is in the
   * way or one of them failed; the commit may have been made even so.
   */
  readonly atOnce?: (statements: readonly Statement[]) => boolean;
  /** How many of so many rows the next INSERT should have. At least one. */
  insertSize(rows: number): number;
  close(): Promise<void>;
}
