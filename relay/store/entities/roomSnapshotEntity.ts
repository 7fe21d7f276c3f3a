import { EntitySchema } from 'typeorm';
import type { RoomId } from '../../../shared/room/roomId.ts';
import type { ColumnTypes } from '../columnTypes.ts';

export interface RoomSnapshotRow {
  readonly roomId: RoomId;
  readonly sequence: number;
  readonly state: Uint8Array;
  /** UTF-8, since PostgreSQL's text cannot hold U+0000, and a room's text may be megabytes: no escaping here. */
  readonly text: Uint8Array;
}

/** At most one row a room: the state that its log leads to at `sequence`. */
export function createRoomSnapshotEntity(types: ColumnTypes): EntitySchema<RoomSnapshotRow> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- TypeORM takes literals here.
  return new EntitySchema<RoomSnapshotRow>({
    name: 'RoomSnapshot',
    tableName: 'room_snapshots',
    columns: {
      roomId: {
        ...types.id,
        name: 'room_id',
        primary: true,
        primaryKeyConstraintName: 'room_snapshots_pkey',
      },
      sequence: { ...types.count },
      state: { ...types.bytes, name: 'state_bytes' },
      text: { ...types.bytes, name: 'text_utf8' },
    },
    foreignKeys: [
      {
        name: 'room_snapshots_room',
        target: 'Room',
        columnNames: ['roomId'],
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
        onUpdate: 'RESTRICT',
      },
    ],
  });
}
