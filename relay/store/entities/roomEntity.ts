import { EntitySchema } from 'typeorm';
import type { ColumnTypes } from '../columnTypes.ts';
import type { RoomRecord } from '../roomStore.ts';
import { storedText } from '../storedText.ts';

/** One row a room: what is known of it besides its text. */
export function createRoomEntity(types: ColumnTypes): EntitySchema<RoomRecord> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- TypeORM takes literals here.
  return new EntitySchema<RoomRecord>({
    name: 'Room',
    tableName: 'rooms',
    columns: {
      id: { ...types.id, primary: true, primaryKeyConstraintName: 'rooms_pkey' },
      name: { ...types.text, transformer: storedText },
      language: { ...types.text, transformer: storedText },
      createdAt: { ...types.time, name: 'created_at' },
      updatedAt: { ...types.time, name: 'updated_at' },
      modelCompletions: { ...types.flag, name: 'model_completions', default: false },
      ownerTokenHash: { ...types.hash, name: 'owner_token_hash', default: '' },
    },
    indices: [{ name: 'rooms_created_at', columns: ['createdAt', 'id'] }],
  });
}
