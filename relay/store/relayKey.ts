import type { Database } from './database.ts';
import { isDriverError } from './driverError.ts';
import { StoreError } from './storeError.ts';
import { asBuffer } from './updateCodec.ts';

/**
 * The private key in the table's one row; `made`, where nobody was first. By hand and not through a repository: TypeORM's
 * errors would carry the key among their parameters.
 */
export async function relayKey(database: Database, made: Uint8Array): Promise<Uint8Array> {
  const kept = await find(database);
  if (kept !== undefined) return kept;
  await database
    .single((session) =>
      session.execute('INSERT INTO relay_identity (id, private_key) VALUES (?, ?)', [
        THE_ROW,
        asBuffer(made),
      ]),
    )
    .catch((error: unknown) => {
      if (!isDriverError(error, 'duplicate')) throw error;
    });
  const stored = await find(database);
  if (stored !== undefined) return stored;
  throw new StoreError({ kind: 'failed', code: undefined, reason: 'the key of this relay was deleted.' });
}

function find(database: Database): Promise<Uint8Array | undefined> {
  return database.single(async (session) => {
    const { rows } = await session.execute('SELECT private_key FROM relay_identity WHERE id = ?', [THE_ROW]);
    return rows[0]?.['private_key'] as Uint8Array | undefined;
  });
}

const THE_ROW = 1;
