import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { COLUMN_TYPES, type Dialect } from '../columnTypes.ts';

/** Rooms that have an owner, and whether the owner lets a model see the text. Nobody owns the rooms of before. */
export class AddRoomOwners1795824000000 implements MigrationInterface {
  // Written out, since TypeORM would take it from the class, whose name does not survive minifying.
  readonly name = 'AddRoomOwners1795824000000';

  /** A column that is there already is left: MySQL commits each of them by itself, and may have been killed between. */
  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.dataSource.options.type as Dialect;
    const { flag, hash } = COLUMN_TYPES[dialect];
    const no = dialect === 'postgres' ? 'false' : '0';
    const columns = [
      new TableColumn({ ...flag, name: 'model_completions', default: no }),
      new TableColumn({ ...hash, name: 'owner_token_hash', default: "''" }),
    ];
    for (const column of columns) {
      if (!(await runner.hasColumn('rooms', column.name))) await runner.addColumn('rooms', column);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    // Not dropColumn, which builds SQLite's table anew, and takes every log with the old one.
    for (const name of ['owner_token_hash', 'model_completions'])
      await runner.query(`ALTER TABLE rooms DROP COLUMN ${name}`);
  }
}
