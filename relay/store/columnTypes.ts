import type { ColumnType } from 'typeorm';

export type Dialect = 'better-sqlite3' | 'postgres' | 'mysql';

/** What the columns of one kind are called by a database. */
export interface ColumnTypes {
  /** A room id. Compared byte by byte: ids differ in case only, which MySQL's own collations ignore. */
  readonly id: ColumnShape;
  readonly count: ColumnShape;
  /** A name or a word (storedText.ts). */
  readonly text: ColumnShape;
  readonly bytes: ColumnShape;
  /** A moment, to the millisecond, in UTC. */
  readonly time: ColumnShape;
  readonly flag: ColumnShape;
  /** A SHA-256 in hex. */
  readonly hash: ColumnShape;
}

interface ColumnShape {
  readonly type: Extract<ColumnType, string>;
  readonly length?: string;
  readonly precision?: number;
  readonly charset?: string;
  readonly collation?: string;
}

/** Never change an entry: migrations that have run were written with it. Add one instead. */
export const COLUMN_TYPES: Readonly<Record<Dialect, ColumnTypes>> = {
  'better-sqlite3': {
    id: { type: 'varchar', length: '22' },
    count: { type: 'integer' },
    text: { type: 'text' },
    bytes: { type: 'blob' },
    time: { type: 'datetime' },
    flag: { type: 'boolean' },
    hash: { type: 'varchar', length: '64' },
  },
  postgres: {
    id: { type: 'varchar', length: '22', collation: 'C' },
    count: { type: 'integer' },
    text: { type: 'text' },
    bytes: { type: 'bytea' },
    time: { type: 'timestamp with time zone', precision: 3 },
    flag: { type: 'boolean' },
    hash: { type: 'varchar', length: '64' },
  },
  mysql: {
    id: { type: 'varchar', length: '22', charset: 'ascii', collation: 'ascii_bin' },
    count: { type: 'int' },
    text: { type: 'text', charset: 'utf8mb4', collation: 'utf8mb4_bin' },
    bytes: { type: 'longblob' },
    time: { type: 'datetime', precision: 3 },
    flag: { type: 'boolean' },
    hash: { type: 'varchar', length: '64', charset: 'ascii', collation: 'ascii_bin' },
  },
};
