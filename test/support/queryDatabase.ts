import { createDataSource } from '../../relay/store/createDataSource.ts';
import { parseDatabaseUrl } from '../../relay/store/databaseUrl.ts';

/** Rows straight out of the database, past the relay. */
export async function queryDatabase<Row>(url: string, sql: string): Promise<Row[]> {
  const { dataSource } = createDataSource(parseDatabaseUrl(url), {
    sqliteSynchronous: 'full',
    poolSize: 1,
    warn: () => undefined,
  });
  await dataSource.initialize();
  try {
    return await dataSource.query<Row[]>(sql);
  } finally {
    await dataSource.destroy();
  }
}

/** Fails unless each room's log has the rows 1, 2, 3, … and nothing twice. Resolves with the number of rows. */
export async function countUnbrokenRows(url: string): Promise<number> {
  const logs = await queryDatabase<Record<'room_id' | 'rows_there' | 'first' | 'last', unknown>>(
    url,
    'SELECT room_id, COUNT(*) AS rows_there, MIN(sequence) AS first, MAX(sequence) AS last ' +
      'FROM room_updates GROUP BY room_id',
  );
  let count = 0;
  for (const { room_id, rows_there, first, last } of logs) {
    if (Number(first) !== 1 || Number(rows_there) !== Number(last)) {
      throw new Error(
        `Room ${String(room_id)} has ${Number(rows_there)} rows, ${Number(first)} to ${Number(last)}.`,
      );
    }
    count += Number(rows_there);
  }
  return count;
}
