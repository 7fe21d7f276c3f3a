import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { COLUMN_TYPES, type Dialect } from '../columnTypes.ts';

/** Rooms, their logs and their snapshots. */
export class CreateRooms1767225600000 implements MigrationInterface {
  // Written out, since TypeORM would take it from the class, whose name does not survive minifying.
  readonly name = 'CreateRooms1767225600000';

  /** Tables that are there already are left: MySQL commits each of them by itself, and may have been killed between. */
  async up(runner: QueryRunner): Promise<void> {
    const { id, count, text, bytes, time } = COLUMN_TYPES[runner.dataSource.options.type as Dialect];

    await runner.createTable(
      new Table({
        name: 'rooms',
        columns: [
          primary({ ...id, name: 'id' }, 'rooms_pkey'),
          { ...text, name: 'name' },
          { ...text, name: 'language' },
          { ...time, name: 'created_at' },
          { ...time, name: 'updated_at' },
        ],
        indices: [{ name: 'rooms_created_at', columnNames: ['created_at', 'id'] }],
      }),
      true,
    );

    await runner.createTable(
      new Table({
        name: 'room_updates',
        withoutRowid: true,
        columns: [
          primary({ ...id, name: 'room_id' }, 'room_updates_pkey'),
          primary({ ...count, name: 'sequence' }, 'room_updates_pkey'),
          { ...text, name: 'participant' },
          { ...bytes, name: 'update_bytes' },
          { ...time, name: 'created_at' },
        ],
        foreignKeys: [ofRoom('room_updates_room')],
      }),
      true,
    );

    await runner.createTable(
      new Table({
        name: 'room_snapshots',
        columns: [
          primary({ ...id, name: 'room_id' }, 'room_snapshots_pkey'),
          { ...count, name: 'sequence' },
          { ...bytes, name: 'state_bytes' },
          { ...bytes, name: 'text_utf8' },
        ],
        foreignKeys: [ofRoom('room_snapshots_room')],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['room_snapshots', 'room_updates', 'rooms']) await runner.dropTable(table, true);
  }
}

function primary(column: TableColumnOptions, constraint: string): TableColumnOptions {
  return { ...column, isPrimary: true, primaryKeyConstraintName: constraint };
}

function ofRoom(name: string) {
  return {
    name,
    columnNames: ['room_id'],
    referencedTableName: 'rooms',
    referencedColumnNames: ['id'],
    onDelete: 'CASCADE',
    // Said, since MySQL and MariaDB have different names for what they do when nothing is.
    onUpdate: 'RESTRICT',
  };
}
