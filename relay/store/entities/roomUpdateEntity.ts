import { EntitySchema } from 'typeorm';
import type { ColumnTypes } from '../columnTypes.ts';
import type { StoredUpdate } from '../roomStore.ts';
import { storedText } from '../storedText.ts';

/** One row an update: the log, which is only ever appended to. */
export function createRoomUpdateEntity(types: ColumnTypes): EntitySchema<StoredUpdate> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- TypeORM takes literals here.
  return new EntitySchema<StoredUpdate>({
    name: 'RoomUpdate',
    tableName: 'room_updates',
    // The rows of a room then lie side by side on disk, in order, instead of wherever they came in.
    withoutRowid: true,
    columns: {
      roomId: { ...types.id, name: 'room_id', primary: true, primaryKeyConstraintName: 'room_updates_pkey' },
      sequence: { ...types.count, primary: true, primaryKeyConstraintName: 'room_updates_pkey' },
      participant: { ...types.text, transformer: storedText },
      update: { ...types.bytes, name: 'update_bytes' },
      createdAt: { ...types.time, name: 'created_at' },
    },
    foreignKeys: [
      {
        name: 'room_updates_room',
        target: 'Room',
        columnNames: ['roomId'],
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
        onUpdate: 'RESTRICT',
      },
    ],
  });
}
