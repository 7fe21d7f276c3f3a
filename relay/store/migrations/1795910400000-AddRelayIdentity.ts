import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { COLUMN_TYPES, type Dialect } from '../columnTypes.ts';

/** The key that a relay is known by. The primary key lets one row in, the first. */
export class AddRelayIdentity1795910400000 implements MigrationInterface {
  // Written out, since TypeORM would take it from the class, whose name does not survive minifying.
  readonly name = 'AddRelayIdentity1795910400000';

  /** A table that is there already is left: MySQL commits it by itself, and may have been killed after it. */
  async up(runner: QueryRunner): Promise<void> {
    const { count, bytes } = COLUMN_TYPES[runner.dataSource.options.type as Dialect];
    await runner.createTable(
      new Table({
        name: 'relay_identity',
        columns: [
          { ...count, name: 'id', isPrimary: true, primaryKeyConstraintName: 'relay_identity_pkey' },
          { ...bytes, name: 'private_key' },
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('relay_identity', true);
  }
}
