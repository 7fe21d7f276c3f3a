import { openRoomStore } from '../../../relay/store/openRoomStore.ts';
import { queryDatabase } from '../../support/queryDatabase.ts';
import { createRoom } from '../../support/storedRooms.ts';
import type { Attack } from '../attack.ts';

/** Of the number of copies: a hundred thousand rooms. */
const DIGITS = 5;

export const deepPages: Attack = {
  name: 'deep-pages',
  takes: 'time',
  about: '[H8] 20 clients ask for the last of 100,001 rooms, and for what comes after them',
  async fill(databaseUrl) {
    const store = await openRoomStore(databaseUrl);
    const { id } = await createRoom(store);
    await store.close();
    const copied: [table: string, key: string, others: string][] = [
      ['rooms', 'id', 'name, language, created_at, updated_at, model_completions, owner_token_hash'],
      ['room_updates', 'room_id', 'sequence, participant, update_bytes, created_at'],
      ['room_snapshots', 'room_id', 'sequence, state_bytes, text_utf8'],
    ];
    for (const [table, key, others] of copied) {
      await queryDatabase(databaseUrl, copyRows(DIGITS, { table, key, others, id }));
    }
  },
  async run(siege) {
    const last = 10 ** DIGITS - 1_000;
    await siege.repeat(20, async (index) => {
      const skip = index % 2 === 0 ? last : 1_000_000_000;
      await siege.request('GET', `/rooms?skip=${skip}&limit=1000`);
    });
  },
};

/** As many copies of a room's row as numbers have so many digits; each with the number at the end of its id. */
function copyRows(
  digits: number,
  { table, key, others, id }: { table: string; key: string; others: string; id: string },
): string {
  const places = Array.from({ length: digits }, (_, place) => `d${place}`);
  const name = 'copy'.padEnd(22 - digits, '_');
  const cypher = Array.from({ length: 10 }, (_, cypher) => `SELECT ${cypher} AS n`).join(' UNION ALL ');
  return (
    `INSERT INTO ${table} (${key}, ${others}) ` +
    `SELECT CONCAT('${name}', ${places.map((place) => `${place}.n`).join(', ')}), ${others} ` +
    `FROM ${table}, ${places.map((place) => `(${cypher}) AS ${place}`).join(', ')} WHERE ${table}.${key} = '${id}'`
  );
}
