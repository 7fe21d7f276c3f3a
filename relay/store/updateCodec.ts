import { Buffer } from 'node:buffer';
import type { DataSource, EntitySchema } from 'typeorm';
import type { StoredUpdate } from './roomStore.ts';

/** Turns rows of the log into parameters and back, without an entity for each: a log has hundreds of thousands. */
export interface UpdateCodec {
  /** In the order room_id, sequence, participant, update_bytes, created_at. */
  encode(row: StoredUpdate): unknown[];
  decode(row: Readonly<Record<string, unknown>>): StoredUpdate;
}

/** Texts and times are written as the entity says, so that repositories read the same. */
export function createUpdateCodec(dataSource: DataSource, entity: EntitySchema<StoredUpdate>): UpdateCodec {
  const { driver } = dataSource;
  const metadata = dataSource.getMetadata(entity);
  const column = (property: keyof StoredUpdate) => {
    const found = metadata.findColumnWithPropertyName(property);
    if (found === undefined) throw new Error(`The entity of the log has no column "${property}".`);
    return found;
  };
  const participant = column('participant');
  const createdAt = column('createdAt');

  return {
    encode: (row) => [
      row.roomId,
      row.sequence,
      driver.preparePersistentValue(row.participant, participant) as unknown,
      asBuffer(row.update),
      driver.preparePersistentValue(row.createdAt, createdAt) as unknown,
    ],
    decode: (row) => ({
      roomId: row['room_id'] as StoredUpdate['roomId'],
      sequence: row['sequence'] as number,
      participant: driver.prepareHydratedValue(row['participant'], participant) as string,
      update: row['update_bytes'] as Uint8Array,
      createdAt: driver.prepareHydratedValue(row['created_at'], createdAt) as Date,
    }),
  };
}

/** The same bytes as the drivers know them; nothing is copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
