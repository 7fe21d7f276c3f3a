import { DataSource } from 'typeorm';
import { isDriverError } from '../driverError.ts';
import { createPrivately, identityOf } from './fileIdentity.ts';

/** A file that one process at a time has: SQLite's exclusive lock on it, which the system ends with the process. */
export class LockFile {
  readonly #path: string;
  readonly #connection: DataSource;
  readonly #identity: string | undefined;

  private constructor(path: string, connection: DataSource) {
    this.#path = path;
    this.#connection = connection;
    this.#identity = identityOf(path);
  }

  /** Undefined when somebody else has it. */
  static async take(path: string): Promise<LockFile | undefined> {
    createPrivately(path);
    const connection = new DataSource({
      type: 'better-sqlite3',
      database: path,
      fileMustExist: true,
      timeout: 0,
    });
    try {
      await connection.initialize();
      // Without a journal beside it, as nothing is ever written.
      await connection.query('PRAGMA journal_mode = MEMORY');
      await connection.query('BEGIN EXCLUSIVE');
      return new LockFile(path, connection);
    } catch (error) {
      if (connection.isInitialized) await connection.destroy();
      if (isDriverError(error, 'locked')) return undefined;
      throw error;
    }
  }

  /** False when the file was deleted or moved: then others find another one there, and this lock says nothing. */
  get isInPlace(): boolean {
    return this.#identity !== undefined && identityOf(this.#path) === this.#identity;
  }

  /** The empty file stays: to delete it would take it from whoever has just opened it. */
  async release(): Promise<void> {
    if (this.#connection.isInitialized) await this.#connection.destroy();
  }
}
