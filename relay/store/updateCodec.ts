import { Buffer } from 'node:buffer';
import type { DataSource, EntitySchema } from 'typeorm';
import type { StoredUpdate } from './roomStore.ts';

/** Turns rows of the log into parameters and back, without an entity for each: a log has hundreds of thousands. */
export interface UpdateCodec {
  /** Adds room_id, sequence, participant, update_bytes and created_at, in this order, to `parameters`. */
  encode(row: StoredUpdate, parameters: unknown[]): void;
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

  const participantOf = remembering(
    (id: string) => driver.preparePersistentValue(id, participant) as unknown,
  );
  const timeOf = remembering(
    (at: number) => driver.preparePersistentValue(new Date(at), createdAt) as unknown,
  );

  return {
    encode(row, parameters) {
      parameters.push(
        row.roomId,
        row.sequence,
        participantOf(row.participant),
        asBuffer(row.update),
        timeOf(row.createdAt.getTime()),
      );
    },
    decode: (row) => ({
      roomId: row['room_id'] as StoredUpdate['roomId'],
      sequence: row['sequence'] as number,
      participant: driver.prepareHydratedValue(row['participant'], participant) as string,
      update: row['update_bytes'] as Uint8Array,
      createdAt: driver.prepareHydratedValue(row['created_at'], createdAt) as Date,
    }),
  };
}

/** `make`, which remembers its last result: the rows of one turn have the same time mostly, and few authors. */
function remembering<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let last: { readonly key: Key; readonly value: Value } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}

/** The same bytes as the drivers know them; nothing is copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
