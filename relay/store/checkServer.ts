import type { DataSource } from 'typeorm';
import { StoreError } from './storeError.ts';

/** A snapshot of the largest state and its text fits, with room to spare. */
const WANTED_PACKET_BYTES = 64 * 1024 * 1024;

/** Refuses a server that would store something else than it was given; warns of one that refuses large rooms. */
export async function checkServer(dataSource: DataSource, warn: (message: string) => void): Promise<void> {
  if (dataSource.options.type === 'postgres') {
    const [row] = await dataSource.query<{ encoding: string }[]>(
      "SELECT current_setting('server_encoding') AS encoding",
    );
    if (row?.encoding !== 'UTF8') {
      throw unsuitable(
        `The database is encoded in ${row?.encoding ?? 'nothing'}: create it with ENCODING 'UTF8'.`,
      );
    }
  }
  if (dataSource.options.type === 'mysql') {
    const [row] = await dataSource.query<{ mode: string; packet: number }[]>(
      'SELECT @@sql_mode AS mode, @@max_allowed_packet AS packet',
    );
    if (!/STRICT_(TRANS|ALL)_TABLES|TRADITIONAL/.test(row?.mode ?? '')) {
      throw unsuitable('The database cuts values that do not fit: add STRICT_TRANS_TABLES to its sql_mode.');
    }
    if (Number(row?.packet) < WANTED_PACKET_BYTES) {
      warn(
        `The database takes at most ${Number(row?.packet)} bytes at once, so that rooms of many megabytes get no ` +
          `snapshot and open slowly: set its max_allowed_packet to 64M.`,
      );
    }
  }
}

function unsuitable(reason: string): StoreError {
  return new StoreError({ kind: 'unsuitable-database', reason });
}
